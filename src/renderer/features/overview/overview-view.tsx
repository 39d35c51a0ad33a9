import { LayoutDashboard } from 'lucide-react';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

/** What needs you, how much is called and refused, and the latest decisions. */
export function OverviewView() {
  return (
    <>
      <PageHeader title="Overview" />
      <Empty fill icon={LayoutDashboard} title="Nothing has happened yet">
        Calls, refusals and what needs you appear here.
      </Empty>
    </>
  );
}
