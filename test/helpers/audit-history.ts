import { onTestFinished } from 'vitest';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { args, auditOptions, callDenied, callIntent, okOutcome, result } from './audit-fixture.ts';

/** The log of a small history: rows 1 (segment) to 9. */
export async function history(gatherMs = 1) {
  const options = auditOptions({ limits: { gatherMs } });
  const log = await openAuditLog(options);
  onTestFinished(() => log.close());
  const a = await log.intent(callIntent({ client: 'a', server: 'one', item: 'x' }), args, 'none');
  log.outcome(a, { ...okOutcome, duration_us: 1_000 }, result, 'none');
  const b = await log.intent(callIntent({ client: 'b', server: 'two' }), args, 'none');
  const failed = { ...okOutcome, result: 'timeout' as const, code: 50_400 };
  log.outcome(b, { ...failed, duration_us: 3_000 }, null, 'none');
  await log.denied(
    callDenied({ client: 'b', server: 'two', item: 'drop', session: 's'.repeat(64) }),
  );
  const actor = { type: 'client', door: 'mcp' } as const;
  await log.event({ kind: 'auth.failed', actor, code: 401, detail: { reason: 'unknown' } });
  await log.event({ kind: 'list.served', actor, client: 'a', detail: { items: 3 } });
  return { options, log, callId: a.callId };
}
