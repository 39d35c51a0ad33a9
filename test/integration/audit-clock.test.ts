import { expect, it, onTestFinished } from 'vitest';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { openAuditReader } from '../../src/core/audit/open-audit-reader.ts';
import { systemClock } from '../../src/core/clock.ts';
import { auditOptions, recordCalls } from '../helpers/audit-fixture.ts';

const hourUs = 3_600_000_000;

it('AD-22: a clock that was hours ahead and has been set right hides no later call from pages and figures', async () => {
  let aheadUs = 2 * hourUs;
  const clock = { ...systemClock, nowUs: () => systemClock.nowUs() + aheadUs };
  const options = auditOptions({ clock, limits: { gatherMs: 1 } });
  const log = await openAuditLog(options);
  const reader = openAuditReader(options);
  onTestFinished(async () => {
    await reader.close();
    await log.close();
  });
  await recordCalls(log, 20);
  aheadUs = 0;
  await recordCalls(log, 5);
  const nowUs = systemClock.nowUs();
  const filter = { fromUs: nowUs - hourUs, toUs: nowUs + 1 };
  const { rows } = await reader.query({ ...filter, kind: 'call.intent' }, {});
  expect(rows).toHaveLength(5);
  expect((await reader.activity({ fromUs: nowUs - hourUs }, 10)).total.allowed).toBe(5);
});
