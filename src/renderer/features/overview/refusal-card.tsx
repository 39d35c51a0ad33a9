import { errorTable } from '../../../shared/error-table.ts';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';

/** What the applications say while nothing can be recorded, so that it is recognised there. */
export function RefusalCard() {
  const { rpc, message, hint } = errorTable.audit_unavailable;
  const told = { code: rpc, message, data: { hint } };
  return (
    <Card title="What each client is told">
      <Code className="m-14" copy={false} text={JSON.stringify(told, null, 2)} />
    </Card>
  );
}
