import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AuditLimits, openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { listSegments, readHead } from '../../src/core/audit/segment.ts';
import { verifyAudit } from '../../src/core/audit/verify.ts';
import { openDatabase } from '../../src/core/database.ts';
import {
  args,
  auditOptions,
  callIntent,
  databaseId,
  recordCalls,
} from '../helpers/audit-fixture.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const writer = new URL('../servers/audit-writer-that-tells.mjs', import.meta.url);

/** A log under a clock that stands still, whose writer thread tells when it is started. */
async function openTold(limits: Partial<AuditLimits> = {}) {
  const clock = new FakeClock();
  const plain = auditOptions({ clock, limits });
  const options = { ...plain, threads: { ...plain.threads, writer } };
  const log = await openAuditLog(options);
  onTestFinished(() => log.close());
  const starts = () =>
    readdirSync(dirname(options.dir)).filter((name) => name.startsWith('started-')).length;
  return { clock, options, log, starts };
}

/** The last row that reached a segment. */
function storedSeq(dir: string): number {
  const last = listSegments(dir).at(-1);
  if (last === undefined) return 0;
  const database = openDatabase(last.path, { readonly: true });
  try {
    return readHead(database)?.seq ?? 0;
  } finally {
    database.close();
  }
}

/** The thread's connection is the last one, so its WAL goes with it. */
function isAtRest(dir: string): boolean {
  return !readdirSync(dir).some((name) => name.endsWith('-wal'));
}

describe('the writer thread', () => {
  it('starts when the first row has waited 30 s, rests when it had nothing to do for 30 s, and starts anew', async () => {
    const { clock, options, log, starts } = await openTold();
    await recordCalls(log, 3);
    await log.intent(callIntent(), args, 'none');
    clock.advance(29_999);
    expect([starts(), storedSeq(options.dir)]).toEqual([0, 0]);
    clock.advance(1);
    await expect.poll(() => storedSeq(options.dir), { interval: 5 }).toBe(log.state.headSeq);
    expect(starts()).toBe(1);
    const restsAfter = (ms: number) => {
      clock.advance(ms);
      return isAtRest(options.dir);
    };
    await expect.poll(() => restsAfter(30_000), { interval: 5 }).toBe(true);
    expect(starts()).toBe(1);
    await log.intent(callIntent(), args, 'none');
    clock.advance(30_000);
    await expect.poll(() => storedSeq(options.dir), { interval: 5 }).toBe(log.state.headSeq);
    expect(starts()).toBe(2);
  });

  it('starts at once when enough rows have gathered', async () => {
    const { options, log, starts } = await openTold({ gatherBytes: 16_384 });
    await recordCalls(log, 3);
    expect(starts()).toBe(0);
    await recordCalls(log, 20);
    await expect.poll(() => storedSeq(options.dir), { interval: 5 }).toBeGreaterThan(0);
    expect(starts()).toBe(1);
  });

  it('starts for a payload that is captured, once for all that ask, and not for one that is digested alone', async () => {
    const { log, starts } = await openTold();
    const big = Buffer.alloc(100_000, 65);
    const five = (capture: 'none' | 'full') =>
      Promise.all(Array.from({ length: 5 }, () => log.intent(callIntent(), big, capture)));
    const digested = await five('none');
    expect(starts()).toBe(0);
    const captured = await five('full');
    expect(starts()).toBe(1);
    const hmacs = [...digested, ...captured].map(({ argsHmac }) => argsHmac);
    expect(new Set(hmacs).size).toBe(1);
  });

  it('AD-9: is not needed to end: what is left is moved and anchored without it', async () => {
    const heads: number[] = [];
    const { options, starts } = await openTold();
    const log = await openAuditLog({ ...options, onAnchor: ({ seq }) => heads.push(seq) });
    await recordCalls(log, 3);
    await log.close();
    expect(starts()).toBe(0);
    for (const name of readdirSync(options.dir)) {
      if (name.startsWith('journal')) rmSync(join(options.dir, name));
    }
    expect(await verifyAudit(options.dir, databaseId)).toMatchObject({ ok: true, headSeq: 7 });
    expect(heads).toEqual([7]);
  });

  it.each(['crash', 'power-loss'] as const)(
    'AD-9: under %s a row is anchored within a minute, and put on the disk for it by a thread that rests or runs',
    async (durability) => {
      const heads: number[] = [];
      const clock = new FakeClock();
      const onAnchor = ({ seq }: { seq: number }) => heads.push(seq);
      const options = auditOptions({ clock, durability, onAnchor });
      const log = await openAuditLog(options);
      onTestFinished(() => log.close());
      await log.intent(callIntent(), args, 'none');
      clock.advance(30_000);
      // Two timers are left once the rows are stored: for the anchor, and for the rest of the thread.
      await expect.poll(() => clock.pendingCount, { interval: 5 }).toBe(2);
      expect(heads).toEqual([]);
      clock.advance(30_000);
      await expect.poll(() => heads, { interval: 5 }).toEqual([2]);
    },
  );
});
