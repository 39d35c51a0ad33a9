import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditReader } from '../../src/core/audit/audit-reader.ts';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import {
  type AuditReaderOptions,
  openAuditReader,
} from '../../src/core/audit/open-audit-reader.ts';
import { openDatabase } from '../../src/core/database.ts';
import {
  args,
  auditOptions,
  callIntent,
  okOutcome,
  result,
  writtenLog,
} from '../helpers/audit-fixture.ts';
import { history } from '../helpers/audit-history.ts';

function readerOf(options: AuditReaderOptions): AuditReader {
  const reader = openAuditReader(options);
  onTestFinished(() => reader.close());
  return reader;
}

describe('what the control center reads of the log', () => {
  it('brings the other row of each call, over segments and journal', async () => {
    const { options } = await history(60_000);
    const { rows } = await readerOf(options).query({}, { after: 0, related: true });
    expect(rows.map(({ related }) => related?.seq ?? null)).toEqual([
      null,
      3,
      2,
      5,
      4,
      ...[null, null, null],
    ]);
  });

  it('a page that finds nothing in a large log can be left', async () => {
    const options = await writtenLog(12_000);
    const reader = readerOf(options);
    const left = new AbortController();
    const looking = reader.query({ text: 'nowhere' }, {}, left.signal);
    left.abort(new Error('left'));
    await expect(looking).rejects.toThrow('left');
    expect((await reader.query({ text: 'nowhere' }, {})).rows).toEqual([]);
    expect((await reader.query({ kind: 'segment.opened' }, {})).rows).toHaveLength(1);
  });

  it('counts calls over time, with durations, by server', async () => {
    const { options } = await history();
    const nowUs = Date.now() * 1_000;
    const bounds = { fromUs: nowUs - 60_000_000, toUs: nowUs + 60_000_000 };
    const reader = readerOf(options);
    const activity = await reader.activity(bounds, 4);
    expect(activity).toMatchObject({ bucketUs: 40_000_000 });
    expect(activity.fromUs).toBeLessThanOrEqual(bounds.fromUs);
    expect(activity.toUs).toBeGreaterThanOrEqual(bounds.toUs);
    const sum = (what: 'allowed' | 'refused' | 'failed') =>
      activity.buckets.map((bucket) => bucket[what]);
    expect(sum('allowed').slice(0, 1)).toEqual([0]);
    expect(activity.total).toMatchObject({ allowed: 2, refused: 2, failed: 1 });
    expect(activity.total.p50Us).toBeGreaterThan(900);
    expect(activity.total.p95Us).toBeGreaterThan(2_800);
    expect(activity.servers).toMatchObject([
      { server: 'one', allowed: 1, refused: 0, failed: 0 },
      { server: 'two', allowed: 1, refused: 1, failed: 1 },
    ]);
    expect((await reader.activity({ ...bounds, client: 'a' }, 4)).total).toMatchObject({
      allowed: 1,
      refused: 0,
    });
    const past = { fromUs: 1, toUs: 2 };
    expect((await reader.activity(past, 3)).total).toMatchObject({ allowed: 0, p95Us: 0 });
    expect((await reader.activity({}, 60)).buckets).toHaveLength(60);
  });

  it('keeps the latest activity, and reads each row once for as long as the thread lives', async () => {
    const { options, log } = await history();
    const reader = readerOf(options);
    const minute = 60_000_000;
    const first = await reader.recent(minute, 60);
    expect(first.total).toMatchObject({ allowed: 2, refused: 2, failed: 1 });
    expect(first.buckets).toHaveLength(60);
    const intent = await log.intent(callIntent({ server: 'one' }), args, 'none');
    const [now, again] = await Promise.all([reader.recent(minute, 60), reader.recent(minute, 60)]);
    expect(now.total).toMatchObject({ allowed: 3, refused: 2, failed: 1 });
    expect(again).toEqual(now);
    // Its call was read before: the outcome still finds it.
    log.outcome(intent, { ...okOutcome, code: 50_300 }, null, 'none');
    await log.event({ kind: 'list.served', actor: { type: 'client', door: 'mcp' } });
    expect((await reader.recent(minute, 60)).total).toMatchObject({ allowed: 3, failed: 2 });
  });

  it('AD-7: proves one row by its neighbours, and shows what was captured for it', async () => {
    const options = auditOptions();
    const log = await openAuditLog(options);
    const intent = await log.intent(callIntent(), args, 'full');
    log.outcome(intent, okOutcome, result, 'full');
    await log.close();
    const reader = readerOf(options);
    const proof = await reader.row(intent.seq);
    expect(proof).toMatchObject({
      intact: true,
      previous: { seq: intent.seq - 1 },
      next: { seq: intent.seq + 1 },
      payload: { args: args.toString(), result: result.toString() },
    });
    expect((await reader.row(1))?.previous).toBeNull();
    expect((await reader.row(intent.seq + 1))?.next).toBeNull();
    expect(await reader.row(99)).toBeNull();
    const database = openDatabase(join(options.dir, '000001.db'));
    database.exec(
      `DROP TRIGGER entry_no_update; UPDATE entry SET body = replace(body, 'read', 'rEad') WHERE seq = ${intent.seq}`,
    );
    database.close();
    expect(await reader.row(intent.seq)).toMatchObject({ intact: false });
  });
});
