import { Grid3x3 } from 'lucide-react';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

/** The matrix of clients and servers. */
export function AccessView() {
  return (
    <>
      <PageHeader title="Access" />
      <Empty fill icon={Grid3x3} title="Nothing to grant yet">
        Access is granted per client and server. Add a server and a client first.
      </Empty>
    </>
  );
}
