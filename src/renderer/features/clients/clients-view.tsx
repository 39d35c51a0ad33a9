import { MonitorSmartphone } from 'lucide-react';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

/** Every client with its token, its tool budget and its connection snippet. */
export function ClientsView() {
  return (
    <>
      <PageHeader title="Clients" />
      <Empty fill icon={MonitorSmartphone} title="No clients are registered">
        Register one with `lmcp client add ID`; it reaches nothing until you grant it a server.
      </Empty>
    </>
  );
}
