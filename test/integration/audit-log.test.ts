import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppendedRow } from '../../src/core/audit/appended-group.ts';
import type { AuditLog } from '../../src/core/audit/audit-log.ts';
import { Hmac } from '../../src/core/audit/hmac.ts';
import { LogView } from '../../src/core/audit/log-view.ts';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { queryPage } from '../../src/core/audit/query.ts';
import { verifyAudit } from '../../src/core/audit/verify.ts';
import { openDatabase } from '../../src/core/database.ts';
import { AppError } from '../../src/shared/errors.ts';
import {
  args,
  auditOptions,
  callDenied,
  callIntent,
  databaseId,
  growSegments,
  hmacKey,
  okOutcome,
  recordCalls,
  result,
  writtenLog,
} from '../helpers/audit-fixture.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const opened: AuditLog[] = [];

async function open(options: Parameters<typeof openAuditLog>[0]): Promise<AuditLog> {
  const log = await openAuditLog(options);
  opened.push(log);
  return log;
}

afterEach(async () => {
  for (const log of opened.splice(0)) await log.close();
});

/** Every row as another process would read it at this moment. */
function rowsOnDisk(dir: string): Record<string, unknown>[] {
  const view = new LogView(dir, databaseId);
  try {
    return queryPage(view, {}, { after: 0, limit: 1_000 }).rows.map(({ body }) => JSON.parse(body));
  } finally {
    view.close();
  }
}

function kinds(dir: string): unknown[] {
  return rowsOnDisk(dir).map(({ kind }) => kind);
}

describe('openAuditLog', () => {
  it.each(['crash', 'power-loss'] as const)(
    'AD-1: under %s an intent is on the disk when its promise resolves, before anything moved to a segment',
    async (durability) => {
      const options = auditOptions({ durability, limits: { gatherMs: 60_000 } });
      const log = await open(options);
      const record = callIntent();
      const intent = await log.intent(record, args, 'none');
      expect(rowsOnDisk(options.dir).at(-1)).toMatchObject({
        kind: 'call.intent',
        call_id: record.call_id,
        args: { hmac: new Hmac(hmacKey).of(args), bytes: args.length },
      });
      expect(intent.argsHmac).toBe(new Hmac(hmacKey).of(args));
      await log.denied(callDenied());
      expect(kinds(options.dir)).toEqual(['segment.opened', 'call.intent', 'call.denied']);
    },
  );

  it('AD-1: an outcome is durable by itself one turn of the event loop later, and exactly one belongs to an intent', async () => {
    const options = auditOptions();
    const log = await open(options);
    const intent = await log.intent(callIntent(), args, 'none');
    log.outcome(intent, okOutcome, result, 'none');
    await new Promise((resolve) => setImmediate(resolve));
    expect(rowsOnDisk(options.dir).at(-1)).toMatchObject({ kind: 'call.outcome', parent_seq: 2 });
    expect(() => log.outcome(intent, okOutcome, result, 'none')).toThrow(AppError);
  });

  it('AD-1: outcomes that wait ride with the next intent, in order', async () => {
    const clock = new FakeClock();
    const options = auditOptions({ durability: 'power-loss', clock });
    const log = await open(options);
    const first = await log.intent(callIntent(), args, 'none');
    log.outcome(first, okOutcome, result, 'none');
    expect(log.state.queued).toBe(1);
    await log.intent(callIntent(), args, 'none');
    expect(kinds(options.dir).slice(1)).toEqual(['call.intent', 'call.outcome', 'call.intent']);
  });

  it('at the next start every intent without an outcome gets `unknown`, once', async () => {
    const options = auditOptions();
    const first = await openAuditLog(options);
    const left = [callIntent({ round: 2 }), callIntent()];
    for (const record of left) await first.intent(record, args, 'none');
    await recordCalls(first, 3);
    await first.close();
    const second = await openAuditLog({ ...options, boot: 'second' });
    await second.close();
    const third = await openAuditLog({ ...options, boot: 'third' });
    await third.close();
    const unknown = rowsOnDisk(options.dir).filter((row) => row.result === 'unknown');
    expect(unknown.map((row) => [row.call_id, row.round, row.boot])).toEqual([
      [left[0]?.call_id, 2, 'second'],
      [left[1]?.call_id, 0, 'second'],
    ]);
    expect(kinds(options.dir).filter((kind) => kind === 'engine.recovered')).toHaveLength(1);
    expect((await verifyAudit(options.dir, databaseId)).ok).toBe(true);
  });

  it('rolls over to a new segment, seals the old one and stays one chain', async () => {
    const options = auditOptions({ limits: { segmentBytes: 65_536, gatherMs: 1 } });
    const log = await open(options);
    await growSegments(log, options.dir, 3);
    await log.close();
    expect(statSync(join(options.dir, '000001.db')).mode & 0o777).toBe(0o400);
    expect(statSync(join(options.dir, '000002.db')).mode & 0o777).toBe(0o400);
    const second = openDatabase(join(options.dir, '000002.db'), { readonly: true });
    const firstKind = second.prepare('SELECT kind FROM entry ORDER BY seq LIMIT 1').pluck().get();
    second.close();
    expect(firstKind).toBe('segment.opened');
    const report = await verifyAudit(options.dir, databaseId);
    expect(report).toMatchObject({ ok: true, headSeq: log.state.headSeq });
    expect(report.segments).toBeGreaterThanOrEqual(3);
  });

  it('callers faster than the segments are slowed down, not refused', async () => {
    const options = auditOptions({ limits: { backlogBytes: 262_144, gatherMs: 1 } });
    const log = await open(options);
    await Promise.all(Array.from({ length: 8 }, () => recordCalls(log, 200)));
    expect(options.log.events('error')).toEqual([]);
    expect(log.state.headSeq).toBeGreaterThanOrEqual(1 + 8 * 200);
  });

  it('AD-23: every file of the log is 0600 or less, its directory 0700', async () => {
    const options = auditOptions({ limits: { gatherMs: 1 } });
    const log = await open(options);
    const intent = await log.intent(callIntent(), args, 'full');
    log.outcome(intent, okOutcome, result, 'full');
    await log.denied(callDenied());
    expect(statSync(options.dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(options.dir)) {
      expect(statSync(join(options.dir, name)).mode & 0o077, name).toBe(0);
    }
    expect(statSync(join(dirname(options.dir), 'payload.db')).mode & 0o777).toBe(0o600);
  });

  it('AD-12: raw arguments are off by default; `shape` stores structure, `full` stores bytes apart from the rows', async () => {
    const options = auditOptions();
    const log = await open(options);
    const secret = Buffer.from('{"pin":"4711","deep":{"list":[1,2]}}');
    await log.intent(callIntent(), secret, 'none');
    await log.intent(callIntent(), secret, 'shape');
    const full = await log.intent(callIntent(), secret, 'full');
    log.outcome(full, okOutcome, Buffer.from('answer 4712'), 'full');
    await log.close();
    const [none, shape, whole, outcome] = rowsOnDisk(options.dir).slice(1);
    const structure = { pin: 'string', deep: { list: ['number'] } };
    expect(none?.args).toEqual({ hmac: full.argsHmac, bytes: secret.length });
    expect(shape?.args).toEqual({ ...Object(none?.args), shape: structure });
    expect(whole?.args).toEqual({ ...Object(shape?.args), captured: true });
    expect(outcome?.captured).toBe(true);
    expect(JSON.stringify(rowsOnDisk(options.dir))).not.toMatch(/471[12]/);
    const payloads = openDatabase(join(dirname(options.dir), 'payload.db'), { readonly: true });
    const stored = payloads.prepare<[], { kind: string; bytes: Buffer }>('SELECT * FROM payload');
    expect(stored.all().map(({ kind, bytes }) => [kind, bytes.toString()])).toEqual([
      ['args', secret.toString()],
      ['result', 'answer 4712'],
    ]);
    payloads.close();
  });

  it('a 1 MB result is digested behind the answer, and close waits for its row', async () => {
    const options = auditOptions();
    const log = await open(options);
    const intent = await log.intent(callIntent(), Buffer.alloc(200_000, 65), 'none');
    const big = Buffer.alloc(1_048_576, 66);
    log.outcome(intent, { ...okOutcome, bytes: big.length }, big, 'none');
    await log.close();
    const digest = new Hmac(hmacKey).of(Buffer.alloc(1_048_576, 66));
    expect(rowsOnDisk(options.dir).at(-1)).toMatchObject({ result_hmac: digest });
  });

  it('a subscriber sees every row, with the hash and the bytes that are stored', async () => {
    const options = auditOptions();
    const log = await open(options);
    const seen: AppendedRow[] = [];
    const newest: AppendedRow[] = [];
    const unsubscribe = log.subscribe((group) => {
      seen.push(...group.newest());
      newest.push(...group.newest(2));
    });
    const failed = (code: number) =>
      log.event({ kind: 'auth.failed', actor: { type: 'client', door: 'mcp' }, code });
    // Three of one group.
    await Promise.all([failed(401), failed(402), failed(403)]);
    unsubscribe();
    await log.denied(callDenied());
    const view = new LogView(options.dir, databaseId);
    expect(seen.toReversed()).toEqual(queryPage(view, { kind: 'auth.failed' }, {}).rows);
    expect(newest).toEqual(seen.slice(-2));
    view.close();
  });

  it('AD-9: the head is handed out only at the pace asked for, and at the end', async () => {
    const heads: { seq: number; hash: string }[] = [];
    const options = auditOptions({ onAnchor: (head) => heads.push(head), limits: { gatherMs: 1 } });
    const log = await open(options);
    await recordCalls(log, 5);
    expect(heads).toEqual([]);
    await log.close();
    const report = await verifyAudit(options.dir, databaseId);
    expect(heads).toEqual([{ databaseId, seq: report.headSeq, hash: report.headHash }]);
  });

  it('a dead writer thread: nothing is admitted, another is started, nothing is lost', async () => {
    const writer = new URL('../servers/audit-writer-that-dies.mjs', import.meta.url);
    const options = auditOptions({ limits: { gatherMs: 1 } });
    const log = await open({ ...options, threads: { ...options.threads, writer } });
    const intent = await log.intent(callIntent(), args, 'none');
    writeFileSync(join(options.dir, 'die'), '');
    const big = log.intent(callIntent(), Buffer.alloc(100_000), 'full');
    await expect(big).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(() => log.assertWritable()).toThrow(AppError);
    log.outcome(intent, okOutcome, result, 'none');
    await expect.poll(() => log.state.writable, { interval: 5 }).toBe(true);
    await recordCalls(log, 2);
    await log.close();
    expect((await verifyAudit(options.dir, databaseId)).ok).toBe(true);
    expect(kinds(options.dir).filter((kind) => kind === 'call.outcome')).toHaveLength(3);
  });

  it('AD-22: rows keep their order by seq when the clock goes backwards, and verify counts them', async () => {
    const clock = new FakeClock();
    const options = auditOptions({ clock });
    const log = await open(options);
    await log.denied(callDenied());
    clock.stepWall(-3_600_000);
    await log.denied(callDenied());
    const report = await verifyAudit(options.dir, databaseId);
    expect(report).toMatchObject({ ok: true, rows: 3, clockBackwards: 1 });
  });

  it('AD-3: refuses to open beside what is not a segment, with a code', async () => {
    const options = auditOptions();
    mkdirSync(options.dir, { recursive: true });
    writeFileSync(join(options.dir, '000001.db'), 'this is not a database, it only looks like one');
    await expect(openAuditLog(options)).rejects.toMatchObject({ code: 'audit_unavailable' });
  });

  it('after close nothing is admitted', async () => {
    const options = await writtenLog(1);
    const log = await openAuditLog(options);
    await log.close();
    await expect(log.denied(callDenied())).rejects.toMatchObject({ code: 'audit_unavailable' });
  });
});
