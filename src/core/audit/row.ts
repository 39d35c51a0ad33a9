/** One row before it is chained: the body and the projections of it that are columns. */
export interface Row {
  readonly kind: string;
  readonly atUs: number;
  /** UUID text; 16 bytes in the column. */
  readonly callId: string | null;
  readonly parentSeq: number | null;
  readonly client: string | null;
  readonly server: string | null;
  readonly item: string | null;
  readonly decision: 'allow' | 'deny' | null;
  readonly code: number | null;
  /** JSON: the exact text that is stored and hashed. */
  readonly body: string;
}

/** The columns of a stored body. Writer and verify share it, so that they cannot disagree. Throws when the body is not a JSON object. */
export function projectBody(body: string): Row {
  const value: unknown = JSON.parse(body);
  if (typeof value !== 'object' || value === null) throw new TypeError('the body is not an object');
  const members = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string | null => {
    const member = members.get(name);
    return typeof member === 'string' ? member : null;
  };
  const integer = (name: string): number | null => {
    const member = members.get(name);
    return Number.isSafeInteger(member) ? Number(member) : null;
  };
  const callId = text('call_id');
  const decision = text('decision');
  return {
    kind: text('kind') ?? '',
    atUs: integer('at_us') ?? 0,
    callId: callId !== null && isUuid(callId) ? callId : null,
    parentSeq: integer('parent_seq'),
    client: text('client'),
    server: text('server'),
    item: text('item'),
    decision: decision === 'allow' || decision === 'deny' ? decision : null,
    code: integer('code'),
    body,
  };
}

/** By hand: an expression takes ten times as long, and this runs for every call. */
export function isUuid(text: string): boolean {
  if (text.length !== 36) return false;
  for (let at = 0; at < 36; at++) {
    const code = text.charCodeAt(at);
    const isDash = at === 8 || at === 13 || at === 18 || at === 23;
    if (isDash ? code !== 0x2d : !isHexDigit(code)) return false;
  }
  return true;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66);
}

/** 16 bytes as the lower-case text of a UUID. */
export function formatUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The bytes of a UUID text. */
export function parseUuid(text: string): Buffer {
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}

/** The same without an object in between: this runs for every row. */
export function writeUuid(text: string, buffer: Buffer, offset: number): void {
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x2d) continue;
    const digit = code < 0x3a ? code - 0x30 : code - 0x57;
    const byte = offset + (digits >> 1);
    buffer[byte] = (digits & 1) === 0 ? digit << 4 : (buffer[byte] ?? 0) | digit;
    digits += 1;
  }
}
