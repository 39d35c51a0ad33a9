import { decodeString, isAscii, isAsciiAt } from './json-text.ts';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null';

/** A value near the top of a document, by its span. */
export interface JsonNode {
  readonly type: JsonType;
  readonly start: number;
  readonly end: number;
  /** Set for objects of the first three levels. */
  readonly members: Members | null;
}

/** A value with its name, in the list of its object. */
export interface Member extends JsonNode {
  /** Span of the name, quotes included. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Once it was found by it. */
  name: string | null;
  next: Member | null;
}

/** Up to this many members of one object a name is found by comparing bytes; beyond it by a map. */
export const fewMembers = 16;

/**
 * The members of one object, in the order in which they were written. Names stay bytes until somebody reads them: of most members
 * nobody does.
 */
export class Members implements Iterable<[string, JsonNode]> {
  readonly #bytes: Uint8Array;
  #first: Member | null = null;
  #last: Member | null = null;
  #size = 0;
  #hasEscapes = false;
  #byName: Map<string, JsonNode> | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#size;
  }

  /** For the scanner, which refuses a name that is there already. */
  add(member: Member): void {
    if (this.#last === null) this.#first = member;
    else this.#last.next = member;
    this.#last = member;
    this.#size++;
  }

  /** For the scanner: a name has an escape, so that other bytes may say the same. */
  noteEscapes(): void {
    this.#hasEscapes = true;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get(name: string): JsonNode | undefined {
    if (this.#hasEscapes || this.#size > fewMembers) return this.#mapped().get(name);
    const bytes = this.#bytes;
    const nameBytes = name.length + 2;
    for (let member = this.#first; member !== null; member = member.next) {
      if (member.name === name) return member;
      if (member.nameEnd - member.nameStart !== nameBytes) continue;
      if (!isAsciiAt(bytes, member.nameStart + 1, name)) continue;
      member.name = name;
      return member;
    }
    return isAscii(name) ? undefined : this.#mapped().get(name);
  }

  *[Symbol.iterator](): Iterator<[string, JsonNode]> {
    for (let member = this.#first; member !== null; member = member.next) {
      member.name ??= decodeString(this.#bytes, member.nameStart, member.nameEnd);
      yield [member.name, member];
    }
  }

  #mapped(): ReadonlyMap<string, JsonNode> {
    this.#byName ??= new Map(this);
    return this.#byName;
  }
}
