import { isUtf8 } from 'node:buffer';

/**
 * The strict JSON scanner (DESIGN: bytes in, bytes out). One pass over the bytes checks grammar, UTF-8, depth, node count and
 * duplicate names, and keeps the spans of the members near the top, so that verified slices can be forwarded verbatim.
 */

export interface ScanLimits {
  /** Levels of nesting; the outermost value is level 1. */
  maxDepth: number;
  /** Values plus member names. */
  maxNodes: number;
}

export const requestLimits: ScanLimits = { maxDepth: 64, maxNodes: 100_000 };
export const resultLimits: ScanLimits = { maxDepth: 256, maxNodes: 4_000_000 };

export type ScanFault = 'syntax' | 'utf8' | 'depth' | 'nodes' | 'duplicate';

/** Why the bytes were refused, and where. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  readonly fault: ScanFault;
  /** Byte offset. */
  readonly at: number;

  constructor(fault: ScanFault, at: number) {
    super(`${fault} at byte ${at}`);
    this.fault = fault;
    this.at = at;
  }
}

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null';

/** A value near the top of the document. `members` is set for objects of the first three levels. */
export interface JsonNode {
  readonly type: JsonType;
  readonly start: number;
  readonly end: number;
  readonly members: ReadonlyMap<string, JsonNode> | null;
}

const quote = 0x22;
const backslash = 0x5c;

/** Levels of objects whose members are kept: the message, params or result, and what they hold directly. */
const keptLevels = 3;
/** Up to this many members of one object, duplicates are found by comparing bytes; beyond it by a set. */
const fewMembers = 16;

/**
 * Checks that `bytes` are exactly one JSON value (RFC 8259) in valid UTF-8, within `limits`, with no name twice in one object.
 * @throws ScanError with the fault and its byte offset; never anything else, whatever the input.
 */
export function scanJson(bytes: Uint8Array, limits: ScanLimits): JsonNode {
  if (!isUtf8(bytes)) throw new ScanError('utf8', 0);
  return new Scanner(bytes, limits).document();
}

/** A string value without its quotes and escapes. */
export function textOf(bytes: Uint8Array, node: JsonNode): string {
  return decode(bytes, node.start, node.end);
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start + 1, end - start - 2);
  return raw.includes(backslash) ? JSON.parse(`"${raw.toString('utf8')}"`) : raw.toString('utf8');
}

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #maxDepth: number;
  readonly #maxNodes: number;
  /** Spans (start, end) of the names of the objects that are open, innermost last. */
  readonly #names: number[] = [];
  #at = 0;
  #depth = 0;
  #nodes = 0;
  #sawEscape = false;

  constructor(bytes: Uint8Array, limits: ScanLimits) {
    this.#bytes = bytes;
    this.#end = bytes.length;
    this.#maxDepth = limits.maxDepth;
    this.#maxNodes = limits.maxNodes;
  }

  document(): JsonNode {
    this.#space();
    const node = this.#kept();
    this.#space();
    if (this.#at !== this.#end) this.#fail('syntax');
    return node;
  }

  /** A value whose span, and near the top whose members, are wanted. */
  #kept(): JsonNode {
    const start = this.#at;
    if (this.#bytes[start] === 0x7b && this.#depth < keptLevels) {
      const members = new Map<string, JsonNode>();
      this.#object(members);
      return { type: 'object', start, end: this.#at, members };
    }
    const type = this.#value();
    return { type, start, end: this.#at, members: null };
  }

  #value(): JsonType {
    switch (this.#bytes[this.#at]) {
      case quote:
        this.#node();
        this.#string();
        return 'string';
      case 0x7b:
        this.#object(null);
        return 'object';
      case 0x5b:
        this.#array();
        return 'array';
      case 0x74:
        return this.#word('true');
      case 0x66:
        return this.#word('false');
      case 0x6e:
        return this.#word('null');
      default:
        this.#number();
        return 'number';
    }
  }

  #object(members: Map<string, JsonNode> | null): void {
    this.#enter();
    const firstName = this.#names.length;
    let escaped = false;
    this.#at++;
    this.#space();
    if (this.#bytes[this.#at] === 0x7d) {
      this.#at++;
      this.#depth--;
      return;
    }
    for (;;) {
      if (this.#bytes[this.#at] !== quote) this.#fail('syntax');
      const nameStart = this.#at;
      this.#node();
      this.#sawEscape = false;
      this.#string();
      escaped ||= this.#sawEscape;
      this.#names.push(nameStart, this.#at);
      const nameEnd = this.#at;
      this.#space();
      if (this.#bytes[this.#at] !== 0x3a) this.#fail('syntax');
      this.#at++;
      this.#space();
      if (members === null) this.#value();
      else members.set(decode(this.#bytes, nameStart, nameEnd), this.#kept());
      this.#space();
      const next = this.#bytes[this.#at];
      if (next === 0x7d) break;
      if (next !== 0x2c) this.#fail('syntax');
      this.#at++;
      this.#space();
    }
    this.#at++;
    this.#depth--;
    this.#refuseDuplicates(firstName, escaped);
    this.#names.length = firstName;
  }

  #array(): void {
    this.#enter();
    this.#at++;
    this.#space();
    if (this.#bytes[this.#at] === 0x5d) {
      this.#at++;
      this.#depth--;
      return;
    }
    for (;;) {
      this.#value();
      this.#space();
      const next = this.#bytes[this.#at];
      if (next === 0x5d) break;
      if (next !== 0x2c) this.#fail('syntax');
      this.#at++;
      this.#space();
    }
    this.#at++;
    this.#depth--;
  }

  /** From the opening quote to behind the closing one. */
  #string(): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at + 1;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.#at = at + 1;
        return;
      }
      if (byte === backslash) {
        this.#sawEscape = true;
        at = this.#escape(at);
      } else if (byte < 0x20) {
        this.#at = at;
        this.#fail('syntax');
      } else at++;
    }
    this.#at = end;
    this.#fail('syntax');
  }

  /** @returns the offset behind the escape that starts at `at`. */
  #escape(at: number): number {
    switch (this.#bytes[at + 1]) {
      case quote:
      case backslash:
      case 0x2f:
      case 0x62:
      case 0x66:
      case 0x6e:
      case 0x72:
      case 0x74:
        return at + 2;
      case 0x75: {
        for (let digit = at + 2; digit < at + 6; digit++) {
          if (!isHexDigit(this.#bytes[digit] ?? 0)) this.#fail('syntax');
        }
        return at + 6;
      }
      default:
        return this.#fail('syntax');
    }
  }

  #number(): void {
    this.#node();
    const bytes = this.#bytes;
    if (bytes[this.#at] === 0x2d) this.#at++;
    if (bytes[this.#at] === 0x30) this.#at++;
    else this.#digits();
    if (bytes[this.#at] === 0x2e) {
      this.#at++;
      this.#digits();
    }
    const exponent = bytes[this.#at];
    if (exponent === 0x65 || exponent === 0x45) {
      this.#at++;
      const sign = bytes[this.#at];
      if (sign === 0x2b || sign === 0x2d) this.#at++;
      this.#digits();
    }
  }

  #digits(): void {
    const start = this.#at;
    while (isDigit(this.#bytes[this.#at] ?? 0)) this.#at++;
    if (this.#at === start) this.#fail('syntax');
  }

  #word<Word extends 'true' | 'false' | 'null'>(word: Word): Word {
    this.#node();
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[this.#at] !== word.charCodeAt(index)) this.#fail('syntax');
      this.#at++;
    }
    return word;
  }

  #space(): void {
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }

  #enter(): void {
    this.#node();
    if (++this.#depth > this.#maxDepth) this.#fail('depth');
  }

  #node(): void {
    if (++this.#nodes > this.#maxNodes) this.#fail('nodes');
  }

  #refuseDuplicates(firstName: number, escaped: boolean): void {
    const names = this.#names;
    const count = (names.length - firstName) / 2;
    if (count < 2) return;
    if (escaped || count > fewMembers) return this.#refuseDuplicatesBySet(firstName);
    for (let one = firstName + 2; one < names.length; one += 2) {
      const start = names[one] ?? 0;
      const length = (names[one + 1] ?? 0) - start;
      for (let other = firstName; other < one; other += 2) {
        const otherStart = names[other] ?? 0;
        if ((names[other + 1] ?? 0) - otherStart !== length) continue;
        if (this.#sameBytes(start, otherStart, length)) {
          this.#at = start;
          this.#fail('duplicate');
        }
      }
    }
  }

  #refuseDuplicatesBySet(firstName: number): void {
    const seen = new Set<string>();
    for (let index = firstName; index < this.#names.length; index += 2) {
      const start = this.#names[index] ?? 0;
      const name = decode(this.#bytes, start, this.#names[index + 1] ?? 0);
      if (seen.has(name)) {
        this.#at = start;
        this.#fail('duplicate');
      }
      seen.add(name);
    }
  }

  #sameBytes(one: number, other: number, length: number): boolean {
    // From the end: names of one object tend to share their beginning.
    for (let offset = length - 2; offset > 0; offset--) {
      if (this.#bytes[one + offset] !== this.#bytes[other + offset]) return false;
    }
    return true;
  }

  #fail(fault: ScanFault): never {
    throw new ScanError(fault, this.#at);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
