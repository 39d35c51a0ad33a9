import { ScrollText } from 'lucide-react';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

/** Every decision, live, with its proof. */
export function AuditView() {
  return (
    <>
      <PageHeader title="Audit" />
      <Empty fill icon={ScrollText} title="No decisions yet">
        Every allowed or refused call leaves one row here, before it takes effect.
      </Empty>
    </>
  );
}
