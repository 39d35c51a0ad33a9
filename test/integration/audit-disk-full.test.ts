import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

/** A file system of 20 MB, or null where mounting is not permitted. */
function smallDisk(): string | null {
  const path = join(temporaryDirectory(), 'disk');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', path], { stdio: 'pipe' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', path]));
  return path;
}

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
  it.each([
    ['crash', 'the segments hit it', 20],
    ['power-loss', 'the segments hit it', 20],
    ['crash', 'the journal hits it', 60_000],
    ['power-loss', 'the journal hits it', 60_000],
  ] as const)(
    'P-69 AD-17 AD-18: under %s, when %s, nothing is admitted, outcomes in flight are kept, and it recovers unaided',
    async (durability, _, gatherMs) => {
      const home = smallDisk();
      if (home === null) {
        console.info('P-69 skipped: mounting a tmpfs is not permitted here');
        return;
      }
      const options = auditOptions({
        home,
        durability,
        limits: { ballastBytes: 8_388_608, gatherMs },
      });
      const log = await openAuditLog(options);
      const filler = join(home, 'filler');
      const { bavail, bsize } = statfsSync(home);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - 2_097_152));

      const inFlight = await callUntilRefused(log);
      expect(() => log.assertWritable()).toThrow(AppError);
      expect(log.state.problem).toContain('The disk is full.');
      for (const intent of inFlight) log.outcome(intent, okOutcome, result, 'none');
      await expect.poll(() => log.state.queued, { timeout: 10_000 }).toBe(0);

      rmSync(filler);
      await expect.poll(() => log.state.writable, { timeout: 10_000 }).toBe(true);
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
