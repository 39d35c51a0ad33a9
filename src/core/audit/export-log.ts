import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AuditFilter, ExportReport, Progress } from './audit-reader.ts';
import { genesis } from './chain.ts';
import { type ExportFormat, type ExportRow, exportFormats } from './export-format.ts';
import type { LogPart } from './log-part.ts';
import type { LogView } from './log-view.ts';
import { type Condition, toCondition } from './query.ts';

export interface ExportRequest {
  readonly path: string;
  readonly format: 'jsonl' | 'csv';
  readonly filter: AuditFilter;
  readonly databaseId: string;
}

const batchRows = 1_000;

/** Writes an export next to its final name and renames it when it is whole. Constant memory; yields between batches. */
export function* exportView(
  view: LogView,
  request: ExportRequest,
): Generator<Progress, ExportReport> {
  const partial = join(dirname(request.path), `.lmcp-export-${randomUUID()}`);
  const descriptor = openSync(partial, 'wx', 0o600);
  let whole = false;
  try {
    const report = yield* writeAll(view, request, descriptor);
    fsyncSync(descriptor);
    renameSync(partial, request.path);
    whole = true;
    return report;
  } finally {
    closeSync(descriptor);
    if (!whole) rmSync(partial, { force: true });
  }
}

function* writeAll(
  view: LogView,
  { filter, databaseId, format }: ExportRequest,
  descriptor: number,
): Generator<Progress, ExportReport> {
  const writer: ExportFormat = exportFormats[format];
  const digest = createHash('sha256');
  const report = { rows: 0, bytes: 0, fromSeq: 0, toSeq: 0 };
  const write = (text: string): void => {
    const bytes = Buffer.from(text);
    digest.update(bytes);
    report.bytes += bytes.length;
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(descriptor, bytes, written);
    }
  };
  const condition = toCondition(filter);
  write(writer.begin(databaseId, filter, view.head));
  let before = 0;
  for (const part of view.parts) {
    for (const rows of batches(view, part, before, condition, databaseId)) {
      write(writer.rows(rows));
      report.rows += rows.length;
      report.fromSeq ||= rows[0]?.seq ?? 0;
      report.toSeq = rows.at(-1)?.seq ?? report.toSeq;
      yield { done: report.toSeq, total: view.head.seq };
    }
    before = part.lastSeq;
  }
  write(writer.end(report.rows));
  return { ...report, sha256: digest.digest('hex') };
}

/** Rows behind `before` that match, with the hash before each: from the row itself where it is in the same part. */
function* batches(
  view: LogView,
  part: LogPart,
  before: number,
  condition: Condition,
  databaseId: string,
): Generator<ExportRow[]> {
  const statement = part.database.prepare<unknown[], ExportRow>(
    `SELECT seq, lower(hex(hash)) AS hash, body, at_us AS atUs, kind, client_id AS client,
       server_id AS server, item, decision, code,
       (SELECT lower(hex(before.hash)) FROM entry AS before WHERE before.seq = entry.seq - 1) AS prev
     FROM entry WHERE seq > ? AND seq <= ? AND ${condition.sql} ORDER BY seq LIMIT ${batchRows}`,
  );
  for (let after = before; ; ) {
    const rows = statement.all(after, part.lastSeq, ...condition.values);
    if (rows.length > 0) {
      yield rows.map((row) => ({ ...row, prev: row.prev ?? previousHash(view, row, databaseId) }));
    }
    if (rows.length < batchRows) return;
    after = rows.at(-1)?.seq ?? part.lastSeq;
  }
}

function previousHash(view: LogView, { seq }: ExportRow, databaseId: string): string {
  const hash = seq === 1 ? genesis(databaseId).hash : view.hashAt(seq - 1);
  return hash?.toString('hex') ?? '';
}
