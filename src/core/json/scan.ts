import { isUtf8 } from 'node:buffer';
import { fewMembers, type JsonNode, type JsonType, type Member, Members } from './json-node.ts';
import { asBuffer, decodeString, isAsciiAt, isPlainAscii } from './json-text.ts';
import { Lexer, quote } from './lexer.ts';
import { ScanError } from './scan-error.ts';

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

/** Levels of objects whose members are kept: the message, params or result, and what they hold directly. */
const keptLevels = 3;

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
  return decodeString(bytes, node.start, node.end);
}

/** Whether a value is this text, however it is written. */
export function isText(bytes: Uint8Array, node: JsonNode, text: string): boolean {
  if (node.type !== 'string') return false;
  // The usual case needs no text of its own.
  if (isPlainAscii(bytes, node.start + 1, node.end - 1)) {
    const isSameLength = node.end - node.start - 2 === text.length;
    return isSameLength && isAsciiAt(bytes, node.start + 1, text);
  }
  return textOf(bytes, node) === text;
}

/** A value as it stands in the document, escapes and all. */
export function exactText(bytes: Uint8Array, node: JsonNode): string {
  return asBuffer(bytes).toString('utf8', node.start, node.end);
}

class Scanner extends Lexer {
  readonly #maxDepth: number;
  /** Spans (start, end) of the names of the objects that are open, innermost last; what stands behind `#nameCount` is over. */
  readonly #names: number[] = [];
  #nameCount = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, limits: ScanLimits) {
    super(bytes, limits.maxNodes);
    this.#maxDepth = limits.maxDepth;
  }

  document(): JsonNode {
    this.space();
    const node = this.#kept(0, 0);
    this.space();
    if (this.at !== this.end) this.fail('syntax');
    return node;
  }

  /** A value whose span, and near the top whose members, are wanted, under the name that stands before it. */
  #kept(nameStart: number, nameEnd: number): Member {
    const start = this.at;
    let members: Members | null = null;
    let type: JsonType = 'object';
    if (this.bytes[start] === 0x7b && this.#depth < keptLevels) {
      members = new Members(this.bytes);
      this.#object(members);
    } else type = this.#value();
    return { type, start, end: this.at, members, nameStart, nameEnd, name: null, next: null };
  }

  #value(): JsonType {
    switch (this.bytes[this.at]) {
      case quote:
        this.node();
        this.string();
        return 'string';
      case 0x7b:
        this.#object(null);
        return 'object';
      case 0x5b:
        this.#array();
        return 'array';
      case 0x74:
        return this.word('true');
      case 0x66:
        return this.word('false');
      case 0x6e:
        return this.word('null');
      default:
        this.number();
        return 'number';
    }
  }

  #object(members: Members | null): void {
    this.#enter();
    const firstName = this.#nameCount;
    let escaped = false;
    this.at++;
    this.space();
    if (this.bytes[this.at] === 0x7d) {
      this.at++;
      this.#depth--;
      return;
    }
    for (;;) {
      if (this.bytes[this.at] !== quote) this.fail('syntax');
      const nameStart = this.at;
      this.node();
      this.sawEscape = false;
      this.string();
      escaped ||= this.sawEscape;
      this.#names[this.#nameCount++] = nameStart;
      this.#names[this.#nameCount++] = this.at;
      const nameEnd = this.at;
      this.space();
      if (this.bytes[this.at] !== 0x3a) this.fail('syntax');
      this.at++;
      this.space();
      if (members === null) this.#value();
      else members.add(this.#kept(nameStart, nameEnd));
      this.space();
      const next = this.bytes[this.at];
      if (next === 0x7d) break;
      if (next !== 0x2c) this.fail('syntax');
      this.at++;
      this.space();
    }
    this.at++;
    this.#depth--;
    if (escaped) members?.noteEscapes();
    this.#refuseDuplicates(firstName, escaped);
    this.#nameCount = firstName;
  }

  #array(): void {
    this.#enter();
    this.at++;
    this.space();
    if (this.bytes[this.at] === 0x5d) {
      this.at++;
      this.#depth--;
      return;
    }
    for (;;) {
      this.#value();
      this.space();
      const next = this.bytes[this.at];
      if (next === 0x5d) break;
      if (next !== 0x2c) this.fail('syntax');
      this.at++;
      this.space();
    }
    this.at++;
    this.#depth--;
  }

  #enter(): void {
    this.node();
    if (++this.#depth > this.#maxDepth) this.fail('depth');
  }

  #refuseDuplicates(firstName: number, escaped: boolean): void {
    const names = this.#names;
    const end = this.#nameCount;
    const count = (end - firstName) / 2;
    if (count < 2) return;
    if (escaped || count > fewMembers) {
      this.#refuseDuplicatesBySet(firstName);
      return;
    }
    for (let one = firstName + 2; one < end; one += 2) {
      const start = names[one] ?? 0;
      const length = (names[one + 1] ?? 0) - start;
      for (let other = firstName; other < one; other += 2) {
        const otherStart = names[other] ?? 0;
        if ((names[other + 1] ?? 0) - otherStart !== length) continue;
        if (this.#sameBytes(start, otherStart, length)) {
          this.at = start;
          this.fail('duplicate');
        }
      }
    }
  }

  #refuseDuplicatesBySet(firstName: number): void {
    const seen = new Set<string>();
    for (let index = firstName; index < this.#nameCount; index += 2) {
      const start = this.#names[index] ?? 0;
      const name = decodeString(this.bytes, start, this.#names[index + 1] ?? 0);
      if (seen.has(name)) {
        this.at = start;
        this.fail('duplicate');
      }
      seen.add(name);
    }
  }

  #sameBytes(one: number, other: number, length: number): boolean {
    // From the end: names of one object tend to share their beginning.
    for (let offset = length - 2; offset > 0; offset--) {
      if (this.bytes[one + offset] !== this.bytes[other + offset]) return false;
    }
    return true;
  }
}
