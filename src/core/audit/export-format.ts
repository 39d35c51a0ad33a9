import { stringify } from 'csv-stringify/sync';
import type { AuditFilter } from './audit-reader.ts';
import type { Head } from './chain.ts';

/** One row on its way into an export. Hashes are hex. */
export interface ExportRow {
  readonly seq: number;
  readonly hash: string;
  readonly prev: string;
  readonly body: string;
  readonly atUs: number;
  readonly kind: string;
  readonly client: string | null;
  readonly server: string | null;
  readonly item: string | null;
  readonly decision: string | null;
  readonly code: number | null;
}

export interface ExportHeader {
  readonly lmcp_audit_export: 1;
  readonly database_id: string;
  /** False: rows between those of the export were left out, so it proves each row but not that none is missing. */
  readonly complete: boolean;
  readonly filter: AuditFilter;
  readonly head_seq: number;
  readonly head_hash: string;
}

export interface ExportFormat {
  begin(databaseId: string, filter: AuditFilter, head: Head): string;
  rows(rows: readonly ExportRow[]): string;
  /** Says how many rows there should be, so that a file that was cut short shows it. */
  end(count: number): string;
}

/** Control, line-breaking, bidirectional and zero-width characters: a terminal or an editor would obey them. */
const obeyed = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function escapeObeyed(text: string): string {
  return text.replace(obeyed, (character) =>
    [...character.split('')]
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** `body` is the stored text as a JSON string: whatever reads the line gets back the very bytes that were hashed. */
const jsonl: ExportFormat = {
  begin(databaseId, filter, head) {
    const header: ExportHeader = {
      lmcp_audit_export: 1,
      database_id: databaseId,
      complete: isComplete(filter),
      filter,
      head_seq: head.seq,
      head_hash: head.hash.toString('hex'),
    };
    return `${escapeObeyed(JSON.stringify(header))}\n`;
  },
  rows(rows) {
    let text = '';
    for (const { seq, hash, prev, body } of rows) {
      const quoted = escapeObeyed(JSON.stringify(body));
      text += `{"seq":${seq},"hash":"${hash}","prev":"${prev}","body":${quoted}}\n`;
    }
    return text;
  },
  end: (count) => `{"rows":${count}}\n`,
};

const csvColumns = [
  ...['seq', 'at', 'kind', 'client', 'server', 'item', 'decision', 'code', 'hash', 'body'],
];

/** For spreadsheets: one line a row, nothing in it is a formula. */
const csv: ExportFormat = {
  begin: () => stringify([csvColumns]),
  rows: (rows) =>
    stringify(
      rows.map((row) => [
        row.seq,
        new Date(row.atUs / 1_000).toISOString(),
        ...[row.kind, row.client, row.server, row.item, row.decision].map((cell) =>
          escapeObeyed(cell ?? ''),
        ),
        row.code ?? '',
        row.hash,
        escapeObeyed(row.body),
      ]),
      { escape_formulas: true },
    ),
  end: () => '',
};

export const exportFormats: Readonly<Record<'jsonl' | 'csv', ExportFormat>> = { jsonl, csv };

export function isComplete(filter: AuditFilter): boolean {
  return Object.values(filter).every((value) => value === undefined || value === false);
}
