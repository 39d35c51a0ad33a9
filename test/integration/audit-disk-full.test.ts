import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditLog, DurableIntent } from '../../src/core/audit/audit-log.ts';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { verifyAudit } from '../../src/core/audit/verify.ts';
import { AppError } from '../../src/shared/errors.ts';
import {
  args,
  auditOptions,
  callIntent,
  databaseId,
  okOutcome,
  result,
} from '../helpers/audit-fixture.ts';
import { mountSmallDisk } from '../helpers/small-disk.ts';

/** Calls until one is refused; returns the intents that were admitted and have no outcome yet. */
async function callUntilRefused(log: AuditLog): Promise<DurableIntent[]> {
  const inFlight: DurableIntent[] = [];
  for (;;) {
    try {
      inFlight.push(await log.intent(callIntent(), args, 'none'));
    } catch (error) {
      expect(error).toMatchObject({ code: 'audit_unavailable' });
      return inFlight;
    }
    const oldest = inFlight.length > 50 ? inFlight.shift() : undefined;
    if (oldest !== undefined) log.outcome(oldest, okOutcome, result, 'none');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a full disk', () => {
  it.for([
    ['crash', 'the segments hit it', { gatherMs: 20 }],
    ['power-loss', 'the segments hit it', { gatherMs: 20 }],
    ['crash', 'the journal hits it', { gatherBytes: 4_194_304 }],
    ['power-loss', 'the journal hits it', { gatherBytes: 4_194_304 }],
  ] as const)(
    'P-69 AD-17 AD-18: under %s, when %s, nothing is admitted, outcomes in flight are kept, and it recovers unaided',
    async ([durability, _, gathering], { skip }) => {
      const disk = mountSmallDisk(20);
      if (disk === null) return skip('mounting a file system is not permitted here');
      onTestFinished(() => disk.remove());
      const options = auditOptions({
        home: disk.path,
        durability,
        limits: { ballastBytes: 8_388_608, ...gathering },
      });
      const log = await openAuditLog(options);
      disk.fill(2_097_152);

      const inFlight = await callUntilRefused(log);
      expect(() => log.assertWritable()).toThrow(AppError);
      expect(log.state.problem).toContain('The disk is full.');
      const { sinceUs, refused } = log.state;
      expect(refused).toBe(1);
      expect(sinceUs).toBeGreaterThan(0);
      await expect(log.intent(callIntent(), args, 'none')).rejects.toThrow(AppError);
      expect(log.state).toMatchObject({ sinceUs, refused: 2 });
      for (const intent of inFlight) log.outcome(intent, okOutcome, result, 'none');
      await expect.poll(() => log.state.queued, { timeout: 10_000 }).toBe(0);

      disk.empty();
      await expect.poll(() => log.state.writable, { timeout: 10_000 }).toBe(true);
      expect(log.state.sinceUs).toBeNull();
      const intent = await log.intent(callIntent(), args, 'none');
      log.outcome(intent, okOutcome, result, 'none');
      await log.close();
      const report = await verifyAudit(options.dir, databaseId);
      expect(report).toMatchObject({ ok: true, headSeq: log.state.headSeq });

      const again = await openAuditLog(options);
      expect(options.log.events('warn')).not.toContain('audit.recovered');
      await again.close();
    },
  );
});
