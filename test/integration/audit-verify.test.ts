import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { openAuditReader } from '../../src/core/audit/open-audit-reader.ts';
import { verifyAudit } from '../../src/core/audit/verify.ts';
import { openDatabase } from '../../src/core/database.ts';
import {
  auditOptions,
  callDenied,
  databaseId,
  growSegments,
  writtenLog,
} from '../helpers/audit-fixture.ts';

/** Changes a closed log as someone would who owns its files: the triggers are dropped first. */
function tamper(dir: string, sql: string): void {
  const database = openDatabase(join(dir, '000001.db'));
  database.exec(`DROP TRIGGER entry_no_update; DROP TRIGGER entry_no_delete; ${sql}`);
  database.close();
}

describe('verify', () => {
  it('AD-8 AD-7: an untouched log of 10,000 rows verifies', async () => {
    const { dir } = await writtenLog(5_000);
    expect(await verifyAudit(dir, databaseId)).toMatchObject({
      ok: true,
      rows: 10_001,
      segments: 1,
    });
  });

  it.each([
    [
      'one byte is flipped',
      "UPDATE entry SET body = replace(body, 'read_file', 'read_fyle') WHERE seq = 500",
      500,
      'row_altered',
    ],
    ['a middle row is deleted', 'DELETE FROM entry WHERE seq = 700', 700, 'row_missing'],
    [
      'two rows are swapped',
      'UPDATE entry SET seq = -1 WHERE seq = 300; UPDATE entry SET seq = 300 WHERE seq = 301; UPDATE entry SET seq = 301 WHERE seq = -1',
      300,
      'rows_swapped',
    ],
    [
      'a hash is replaced',
      'UPDATE entry SET hash = zeroblob(32) WHERE seq = 42',
      42,
      'row_altered',
    ],
    [
      'a column lies about its body',
      "UPDATE entry SET client_id = 'mallory' WHERE seq = 600",
      600,
      'column_altered',
    ],
    [
      'an outcome is given a code',
      'UPDATE entry SET code = 1 WHERE seq = 601',
      601,
      'column_altered',
    ],
    ['the first row is gone', 'DELETE FROM entry WHERE seq = 1', 1, 'row_missing'],
  ])('P-66 AD-7: when %s, the first bad row is named', async (_, sql, seq, kind) => {
    const { dir } = await writtenLog(500);
    tamper(dir, sql);
    const report = await verifyAudit(dir, databaseId);
    expect(report).toMatchObject({ ok: false, firstBad: { seq, kind } });
    if (kind === 'row_altered') expect(report.firstBad).toMatchObject({ restIntact: true });
  });

  it('P-66 AD-7 AD-9: a log whose last 50 rows were cut is whole by itself, and found by the anchored head', async () => {
    const { dir } = await writtenLog(500);
    const { headSeq, headHash } = await verifyAudit(dir, databaseId);
    const expectedHead = { seq: headSeq, hash: headHash };
    expect(await verifyAudit(dir, databaseId, { expectedHead })).toMatchObject({ ok: true });
    tamper(dir, `DELETE FROM entry WHERE seq > ${headSeq - 50}`);
    for (const name of readdirSync(dir)) if (name.startsWith('journal')) rmSync(join(dir, name));
    expect(await verifyAudit(dir, databaseId)).toMatchObject({ ok: true, headSeq: headSeq - 50 });
    expect(await verifyAudit(dir, databaseId, { expectedHead })).toMatchObject({
      ok: false,
      firstBad: { seq: headSeq - 49, kind: 'tail_cut' },
    });
  });

  it('AD-9: another history of the same length is found by the anchored head', async () => {
    const { dir } = await writtenLog(10);
    const expectedHead = { seq: 5, hash: 'f'.repeat(64) };
    expect(await verifyAudit(dir, databaseId, { expectedHead })).toMatchObject({
      ok: false,
      firstBad: { seq: 5 },
    });
  });

  it('AD-7: a log under another database id does not verify', async () => {
    const { dir } = await writtenLog(1);
    expect(await verifyAudit(dir, 'other')).toMatchObject({ ok: false, firstBad: { seq: 1 } });
  });

  it('AD-7: a missing segment is named', async () => {
    const options = auditOptions({ limits: { segmentBytes: 65_536, gatherMs: 1 } });
    const log = await openAuditLog(options);
    await growSegments(log, options.dir, 2);
    await log.close();
    rmSync(join(options.dir, '000001.db'), { force: true });
    const report = await verifyAudit(options.dir, databaseId);
    expect(report.firstBad).toMatchObject({
      seq: 1,
      kind: 'segment_missing',
      reason: 'segment 1 is missing',
    });
  });

  it('P-66 AD-7: a row that was smuggled into a later segment is named, and no export holds it', async () => {
    const options = auditOptions({ limits: { segmentBytes: 65_536, gatherMs: 1 } });
    const log = await openAuditLog(options);
    await growSegments(log, options.dir, 2);
    await log.close();
    const database = openDatabase(join(options.dir, '000002.db'));
    database.exec(
      "INSERT INTO entry SELECT 5, hash, body, at_us, kind, call_id, parent_seq, 'mallory', server_id, item, decision, code FROM entry LIMIT 1",
    );
    database.close();
    const path = join(options.dir, 'export.csv');
    const reader = openAuditReader(options);
    await reader.exportTo(path, 'csv', {});
    await reader.close();
    expect(readFileSync(path, 'utf8')).not.toContain('mallory');
    expect(await verifyAudit(options.dir, databaseId)).toMatchObject({
      ok: false,
      firstBad: { seq: 5, kind: 'row_added' },
    });
  });

  it('AD-8: runs beside an engine, in the reader thread, over rows that are only in the journal', async () => {
    const options = auditOptions({ limits: { gatherMs: 60_000 } });
    const log = await openAuditLog(options);
    for (let row = 0; row < 20; row++) await log.denied(callDenied());
    const reader = openAuditReader(options);
    expect(await reader.verify()).toMatchObject({ ok: true, rows: 21 });
    await reader.close();
    await log.close();
  });

  it('AD-8: verify reports its progress and stops when it is told to', async () => {
    const { dir } = await writtenLog(3_000);
    const done: number[] = [];
    await verifyAudit(dir, databaseId, { onProgress: ({ done: rows }) => done.push(rows) });
    expect(done).toEqual([2_000, 4_000, 6_000, 6_001]);
    const controller = new AbortController();
    const verifying = verifyAudit(dir, databaseId, {
      onProgress: () => controller.abort(new Error('stop')),
      signal: controller.signal,
    });
    await expect(verifying).rejects.toThrow('stop');
  });

  it('AD-7: an edit in the journal is not taken over as history', async () => {
    const options = auditOptions({ limits: { gatherMs: 60_000 } });
    const log = await openAuditLog(options);
    for (let row = 0; row < 5; row++) await log.denied(callDenied());
    // The first byte of the first row: nothing behind it links on any more.
    writeFileSync(join(options.dir, 'journal.0'), 'x', { flag: 'r+' });
    expect(await verifyAudit(options.dir, databaseId)).toMatchObject({ headSeq: 0 });
    await log.close();
    expect(log.state.problem).not.toBe('');
  });
});
