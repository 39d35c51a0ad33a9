import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openDatabase } from '../database.ts';
import type { AuditProof } from './audit-reader.ts';
import { genesis, RowHasher } from './chain.ts';
import type { LogView } from './log-view.ts';
import { queryPage } from './query.ts';

const shownBytes = 262_144;

/** One row with its neighbours in the chain and what was captured for it; null where there is none. */
export function proveRow(
  view: LogView,
  dir: string,
  databaseId: string,
  seq: number,
): AuditProof | null {
  const [row] = queryPage(view, {}, { after: seq - 1, limit: 1, related: true }).rows;
  if (row?.seq !== seq) return null;
  const [following] = queryPage(view, {}, { after: seq, limit: 1 }).rows;
  const next = following?.seq === seq + 1 ? following : null;
  const before = seq === 1 ? genesis(databaseId).hash : view.hashAt(seq - 1);
  const hasher = new RowHasher();
  const hash = before === null ? null : hasher.hash(before.toString('hex'), seq, row.body);
  const stands = next === null || hasher.hash(row.hash, next.seq, next.body) === next.hash;
  return {
    row,
    previous: seq === 1 || before === null ? null : { seq: seq - 1, hash: before.toString('hex') },
    next: next && { seq: next.seq, hash: next.hash },
    intact: hash === row.hash && stands,
    payload: readPayload(dir, [row.body, row.related?.body ?? '']),
  };
}

/** Captured bytes lie apart from the log, under the digest that the row carries. */
function readPayload(dir: string, bodies: readonly string[]): AuditProof['payload'] {
  const payload: AuditProof['payload'] = { args: null, result: null };
  const path = join(dirname(dir), 'payload.db');
  if (!existsSync(path)) return payload;
  const database = openDatabase(path, { readonly: true });
  try {
    const find = database
      .prepare<[Buffer], Buffer>('SELECT bytes FROM payload WHERE digest = ?')
      .pluck();
    for (const body of bodies) {
      for (const [kind, hmac] of digestsIn(body)) {
        const bytes = find.get(Buffer.from(hmac, 'hex'));
        if (bytes !== undefined) payload[kind] = bytes.subarray(0, shownBytes).toString('utf8');
      }
    }
  } finally {
    database.close();
  }
  return payload;
}

function digestsIn(body: string): ['args' | 'result', string][] {
  if (body === '') return [];
  const { args, result_hmac }: { args?: { hmac?: unknown }; result_hmac?: unknown } =
    JSON.parse(body);
  const found: ['args' | 'result', unknown][] = [
    ['args', args?.hmac],
    ['result', result_hmac],
  ];
  return found.flatMap(([kind, hmac]): ['args' | 'result', string][] =>
    typeof hmac === 'string' ? [[kind, hmac]] : [],
  );
}
