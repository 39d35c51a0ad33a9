import { parseUuid, projectBody, type Row } from './row.ts';

/** A row as verify reads it; hash and call id in upper-case hex, the latter empty for none. */
export type StoredRow = [
  seq: number,
  hash: string,
  body: string,
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
export function findWrongColumn(row: StoredRow): string | null {
  return agreesAtSight(row) ? null : findByParsing(row);
}

/**
 * Calls are nearly all rows, and the writer writes them in one way: one match of that way says what parsing would, at a
 * quarter of the cost. Whatever does not match (an escape, a stored shape) is parsed.
 */
function agreesAtSight(row: StoredRow): boolean {
  const [, , body, atUs, kind, callId, parentSeq, client, server, item, decision, code] = row;
  if (kind === 'call.outcome') {
    const [, at, call, parent, said] = outcomePattern.exec(body) ?? [];
    return (
      isNumber(at, atUs) &&
      isCall(call, callId) &&
      isNumber(parent, parentSeq) &&
      isNumber(said, code) &&
      client === null &&
      server === null &&
      item === null &&
      decision === null
    );
  }
  const pattern = kind === 'call.intent' ? intentPattern : deniedPattern;
  const match = pattern.exec(body);
  if (match === null || parentSeq !== null) return false;
  return (
    isNumber(match[1], atUs) &&
    match[2] === kind &&
    isCall(match[3], callId) &&
    match[4] === client &&
    match[5] === server &&
    match[6] === item &&
    match[7] === decision &&
    isNumber(match[8], code)
  );
}

const text = String.raw`"[^"\\]*"`;
const value = String.raw`"([^"\\]*)"`;
const anyText = String.raw`"(?:[^"\\]|\\.)*"`;
const start = (kind: string) =>
  String.raw`^\{"v":1,"at_us":(\d+),"mono_us":\d+,"boot":${text},"kind":"${kind}","actor":\{"type":"\w+","door":"\w+"\},"call_id":"([0-9a-f-]{36})","round":\d+`;
const subject = String.raw`,"client":${value},"token_id":${text}(?:,"session":${text})?,"era":"\w+"(?:,"claimed_client":\{"name":${anyText},"version":${anyText}\})?,"server":${value}(?:,"launch":${text})?,"item_kind":"\w+","item":${value}`;
const rules = String.raw`,"rule":${text},"revision":\d+,"registry_sha256":${text}`;
const end = String.raw`(?:,"clock_back_us":\d+)?\}$`;

const intentPattern = new RegExp(
  String.raw`${start('(call\\.intent)')}${subject}(?:,"definition":${text})?,"args":\{"hmac":"\w+","bytes":\d+(?:,"captured":true)?\},"decision":"(allow)"${rules}(?:,"approval_seq":\d+)?${end}`,
);
const deniedPattern = new RegExp(
  String.raw`${start('(call\\.denied)')}${subject},"decision":"(deny)"${rules},"code":(-?\d+),"reason":${anyText}${end}`,
);
const outcomePattern = new RegExp(
  String.raw`${start('call\\.outcome')},"parent_seq":(\d+),"result":"\w+"(?:,"sent":"\w+","delivered":\w+)?(?:,"code":(-?\d+))?(?:,"queue_us":\d+,"duration_us":\d+,"bytes":\d+)?(?:,"result_hmac":"\w+")?(?:,"captured":true)?${end}`,
);

function isNumber(written: string | undefined, stored: number | null): boolean {
  return written === undefined ? stored === null : Number(written) === stored;
}

/** Digit by digit (0x20 makes a letter small and leaves a digit as it is): taking the dashes out first costs ten times as much. */
function isCall(uuid: string | undefined, hex: string): boolean {
  if (uuid === undefined || hex.length !== 32) return false;
  let digit = 0;
  for (let index = 0; index < uuid.length; index++) {
    const code = uuid.charCodeAt(index);
    if (code === 0x2d) continue;
    if (code !== (hex.charCodeAt(digit) | 0x20)) return false;
    digit += 1;
  }
  return digit === 32;
}

function findByParsing(stored: StoredRow): string | null {
  const [, , body, atUs, kind, callId, parentSeq, client, server, item, decision, code] = stored;
  let row: Row;
  try {
    row = projectBody(body);
  } catch {
    return 'kind';
  }
  const pairs: [name: string, column: unknown, said: unknown][] = [
    ['at_us', atUs, row.atUs],
    ['kind', kind, row.kind],
    [
      'call_id',
      callId,
      row.callId === null ? '' : parseUuid(row.callId).toString('hex').toUpperCase(),
    ],
    ['parent_seq', parentSeq, row.parentSeq],
    ['client_id', client, row.client],
    ['server_id', server, row.server],
    ['item', item, row.item],
    ['decision', decision, row.decision],
    ['code', code, row.code],
  ];
  return pairs.find(([, column, said]) => column !== said)?.[0] ?? null;
}
