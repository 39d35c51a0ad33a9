import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditReader } from '../../src/core/audit/audit-reader.ts';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import {
  type AuditReaderOptions,
  openAuditReader,
} from '../../src/core/audit/open-audit-reader.ts';
import { ReaderClient } from '../../src/core/audit/reader-client.ts';
import { verifyExport } from '../../src/core/audit/verify-export.ts';
import { auditOptions, callDenied, growSegments, writtenLog } from '../helpers/audit-fixture.ts';
import { history } from '../helpers/audit-history.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

function readerOf(options: AuditReaderOptions): AuditReader {
  const reader = openAuditReader(options);
  onTestFinished(() => reader.close());
  return reader;
}

describe('openAuditReader', () => {
  it.each([1, 60_000])(
    'AD-13: finds rows by client, server, tool, kind, decision, session, call and refusal (gathering %i ms)',
    async (gatherMs) => {
      const { options, callId } = await history(gatherMs);
      const reader = readerOf(options);
      const seqs = async (filter: Parameters<AuditReader['query']>[0]) =>
        (await reader.query(filter, {})).rows.map(({ seq }) => seq);
      expect(await seqs({})).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
      expect(await seqs({ client: 'b' })).toEqual([6, 4]);
      expect(await seqs({ server: 'one', item: 'x' })).toEqual([2]);
      expect(await seqs({ kind: 'call.outcome' })).toEqual([5, 3]);
      expect(await seqs({ decision: 'deny' })).toEqual([6]);
      expect(await seqs({ session: 's'.repeat(64) })).toEqual([6]);
      expect(await seqs({ callId })).toEqual([3, 2]);
      expect(await seqs({ refused: true })).toEqual([7, 6, 5]);
      expect(await seqs({ rows: 'decisions' })).toEqual([8, 7, 6, 4, 2, 1]);
      expect(await seqs({ rows: 'decisions', refused: true })).toEqual([7, 6, 5]);
      expect(await seqs({ text: 'DROP' })).toEqual([6]);
      expect(await seqs({ text: '%' })).toEqual([]);
      expect(await seqs({ text: 'call_denied' })).toEqual([]);
      expect(await seqs({ fromUs: Date.now() * 1_000 + 1e9 })).toEqual([]);
      expect(await seqs({ toUs: Date.now() * 1_000 + 1e9, client: 'a' })).toEqual([8, 2]);
    },
  );

  it('pages both ways without a gap or a row twice, over segments and journal', async () => {
    const options = auditOptions({ limits: { segmentBytes: 65_536, gatherMs: 1 } });
    const log = await openAuditLog(options);
    onTestFinished(() => log.close());
    await growSegments(log, options.dir, 3);
    const reader = readerOf(options);
    const head = log.state.headSeq;
    const down: number[] = [];
    for (let before: number | null = head + 1; before !== null; ) {
      const page = await reader.query({}, { before, limit: 97 });
      down.push(...page.rows.map(({ seq }) => seq));
      before = page.next;
    }
    const up: number[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = await reader.query({}, { after, limit: 1_000 });
      up.push(...page.rows.map(({ seq }) => seq).filter((seq) => seq <= head));
      after = page.next;
    }
    expect(up).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    expect(down).toEqual([...up].reverse());
  });

  it('counts calls and denials and gives latencies per server and client', async () => {
    const { options } = await history();
    const stats = await readerOf(options).stats({});
    const within = (us: number) => expect.toSatisfy((value) => Math.abs(value / us - 1) < 0.04);
    expect(stats).toEqual([
      {
        server: 'one',
        client: 'a',
        calls: 1,
        denied: 0,
        p50Us: within(1_000),
        p95Us: within(1_000),
      },
      {
        server: 'two',
        client: 'b',
        calls: 1,
        denied: 1,
        p50Us: within(3_000),
        p95Us: within(3_000),
      },
    ]);
  });

  it('refuses a question that makes no sense, with a code', async () => {
    const { options } = await history();
    const reader = readerOf(options);
    const invalid = { code: 'invalid_input' };
    await expect(reader.query({ callId: 'x' }, {})).rejects.toMatchObject(invalid);
    await expect(reader.query({}, { before: 1, after: 1 })).rejects.toMatchObject(invalid);
    const nowhere = join(dirname(options.dir), 'none', 'x.jsonl');
    await expect(reader.exportTo(nowhere, 'jsonl', {})).rejects.toMatchObject(invalid);
  });

  it('the thread ends when it is idle and starts again when it is asked', async () => {
    const { options } = await history();
    const { dir, databaseId, threads } = options;
    const clock = new FakeClock();
    const client = new ReaderClient(threads.reader, { dir, databaseId }, clock, 30_000);
    onTestFinished(() => client.close());
    expect(client.running).toBe(false);
    const ask = () => client.ask({ type: 'query', filter: {}, page: {} });
    expect((await ask()).rows).toHaveLength(8);
    clock.advance(29_999);
    expect(client.running).toBe(true);
    clock.advance(1);
    expect(client.running).toBe(false);
    expect((await ask()).rows).toHaveLength(8);
  });
});

describe('exportTo', () => {
  it('AD-15: a JSONL export is one line a row, 0600, and verifies on its own', async () => {
    const { options } = await history();
    const path = join(dirname(options.dir), 'all.jsonl');
    const report = await readerOf(options).exportTo(path, 'jsonl', {});
    const text = readFileSync(path, 'utf8');
    expect(report).toEqual({
      ...{ rows: 8, fromSeq: 1, toSeq: 8, bytes: Buffer.byteLength(text) },
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    expect(text.trimEnd().split('\n')).toHaveLength(8 + 2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await verifyExport(path)).toMatchObject({ ok: true, rows: 8, complete: true });
  });

  it.each([
    ['a changed body', 5, (line: string) => line.replace('timeout', 'ok'), 4 + 1],
    ['a line cut out', 4, () => null, 4],
    ['a changed link', 3, (line: string) => line.replace(/"prev":"../, '"prev":"00'), 3],
    ['the last line cut off', 9, () => null, 9],
    ['the last row cut off', 8, () => null, 8],
  ])('AD-15: %s is found in the export alone', async (_, index, edit, seq) => {
    const { options } = await history();
    const path = join(dirname(options.dir), 'all.jsonl');
    await readerOf(options).exportTo(path, 'jsonl', {});
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .map((line, at) => (at === index ? edit(line) : line))
      .filter((line) => line !== null);
    writeFileSync(path, lines.join('\n'));
    expect(await verifyExport(path)).toMatchObject({ ok: false, firstBad: { seq } });
  });

  it('AD-15: a filtered export says that it is one, and still proves each of its rows', async () => {
    const { options } = await history();
    const path = join(dirname(options.dir), 'some.jsonl');
    await readerOf(options).exportTo(path, 'jsonl', { client: 'b' });
    const [header] = readFileSync(path, 'utf8').split('\n');
    expect(JSON.parse(header ?? '')).toMatchObject({ complete: false, filter: { client: 'b' } });
    expect(await verifyExport(path)).toMatchObject({ ok: true, rows: 2, complete: false });
    writeFileSync(path, readFileSync(path, 'utf8').replace('drop', 'keep'));
    expect(await verifyExport(path)).toMatchObject({ ok: false, firstBad: { seq: 6 } });
  });

  it('P-70 AD-14: newline and ANSI in clientInfo.name stay one line with visible escapes in both formats', async () => {
    const options = auditOptions();
    const log = await openAuditLog(options);
    onTestFinished(() => log.close());
    const name = 'evil\n{"seq":99}\u001b[2J\u202e';
    await log.denied(callDenied({ claimed_client: { name, version: '1' }, item: '=1+1' }));
    const reader = readerOf(options);
    const path = join(dirname(options.dir), 'export');
    await reader.exportTo(path, 'jsonl', {});
    const jsonl = readFileSync(path, 'utf8');
    expect(jsonl.trimEnd().split('\n')).toHaveLength(2 + 2);
    expect(jsonl).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
    const body: unknown = JSON.parse(JSON.parse(jsonl.split('\n')[2] ?? '').body);
    expect(body).toMatchObject({ claimed_client: { name } });
    await reader.exportTo(path, 'csv', {});
    const csv = readFileSync(path, 'utf8');
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + 2);
    expect(csv).toContain(",'=1+1,deny");
    expect(csv).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  });

  it('an export that is aborted leaves no file', async () => {
    const options = await writtenLog(8_000);
    const path = join(dirname(options.dir), 'all.jsonl');
    const controller = new AbortController();
    const exporting = readerOf(options).exportTo(
      path,
      'jsonl',
      {},
      () => controller.abort(new Error('enough')),
      controller.signal,
    );
    await expect(exporting).rejects.toThrow('enough');
    expect(readdirSync(dirname(options.dir)).filter((name) => name !== 'audit')).toEqual([]);
  });
});
