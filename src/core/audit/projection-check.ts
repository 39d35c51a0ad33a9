import { parseUuid, projectBody } from './row.ts';

/** The columns of a row as verify reads them; a call id as 32 hex digits, empty for none. */
export type StoredColumns = [
  atUs: number,
  kind: string,
  callId: string,
  parentSeq: number | null,
  client: string | null,
  server: string | null,
  item: string | null,
  decision: string | null,
  code: number | null,
];

/** The first column that is not what the body says, or null. Throws nothing: a body that cannot be read differs in its kind. */
export function findWrongColumn(body: string, columns: StoredColumns): string | null {
  return agreesAtSight(body, columns) ? null : findByParsing(body, columns);
}

/**
 * Calls are nearly all rows, and their members are known: no nested object of theirs has a member of these names unless
 * the arguments' shape is stored. So looking for each member as it must be written proves it, at a third of the cost of parsing.
 */
function agreesAtSight(body: string, columns: StoredColumns): boolean {
  const [atUs, kind, callId, parentSeq, client, server, item, decision, code] = columns;
  if (!kind.startsWith('call.') || body.includes('"shape":')) return false;
  return (
    body.startsWith(`{"v":1,"at_us":${atUs},`) &&
    body.includes(`,"kind":${JSON.stringify(kind)},`) &&
    body.includes(`,"call_id":"${toUuid(callId)}",`) &&
    says(body, 'parent_seq', parentSeq) &&
    says(body, 'client', client) &&
    says(body, 'server', server) &&
    says(body, 'item', item) &&
    says(body, 'decision', decision) &&
    says(body, 'code', code)
  );
}

function says(body: string, name: string, value: string | number | null): boolean {
  if (value === null) return !body.includes(`,"${name}":`);
  const written = `,"${name}":${typeof value === 'string' ? JSON.stringify(value) : value}`;
  const end = body.indexOf(written) + written.length;
  return end >= written.length && (body[end] === ',' || body[end] === '}');
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function findByParsing(body: string, columns: StoredColumns): string | null {
  const [atUs, kind, callId, parentSeq, client, server, item, decision, code] = columns;
  let row: ReturnType<typeof projectBody>;
  try {
    row = projectBody(body);
  } catch {
    return 'kind';
  }
  const pairs: [name: string, stored: unknown, said: unknown][] = [
    ['at_us', atUs, row.atUs],
    ['kind', kind, row.kind],
    ['call_id', callId, row.callId === null ? '' : parseUuid(row.callId).toString('hex')],
    ['parent_seq', parentSeq, row.parentSeq],
    ['client_id', client, row.client],
    ['server_id', server, row.server],
    ['item', item, row.item],
    ['decision', decision, row.decision],
    ['code', code, row.code],
  ];
  return pairs.find(([, stored, said]) => stored !== said)?.[0] ?? null;
}
