import { Server } from 'lucide-react';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

/** Every registered server with its state and the age of its proof. */
export function ServersView() {
  return (
    <>
      <PageHeader title="Servers" />
      <Empty fill icon={Server} title="No servers are registered">
        Register one with `lmcp server add NAME -- COMMAND`; it is granted to nobody until you say
        so.
      </Empty>
    </>
  );
}
