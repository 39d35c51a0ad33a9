import { hash } from 'node:crypto';
import { skipSpace, skipValue } from '../messages/array-elements.ts';

/**
 * Canonical JSON after RFC 8785: no white space, members sorted by UTF-16 code units, strings as ECMAScript writes them.
 * Numbers differ from the RFC in one point: they are compared by their exact decimal value, not by the nearest double, so that
 * 9007199254740993 and 9007199254740992 stay two numbers while 1, 1.0 and 10e-1 are one.
 * `bytes` are exactly one value that has passed `scanJson`; its depth limit bounds the recursion here.
 */
export function canonicalJson(bytes: Uint8Array): string {
  return new CanonicalWriter(bytes).value();
}

/** SHA-256 (hex) over canonical JSON: what pins a definition. */
export function canonicalDigest(bytes: Uint8Array): string {
  return hash('sha256', canonicalJson(bytes), 'hex');
}

class CanonicalWriter {
  readonly #source: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): string {
    this.#space();
    switch (this.#source[this.#at]) {
      case 0x7b:
        return this.#object();
      case 0x5b:
        return this.#array();
      case 0x22:
        return JSON.stringify(this.#text());
      default: {
        const word = this.#take();
        return word === 'true' || word === 'false' || word === 'null'
          ? word
          : canonicalNumber(word);
      }
    }
  }

  #array(): string {
    const items: string[] = [];
    while (this.#next(0x5d)) items.push(this.value());
    return `[${items.join(',')}]`;
  }

  #object(): string {
    const members: { name: string; value: string }[] = [];
    while (this.#next(0x7d)) {
      const name = this.#text();
      this.#space();
      this.#at++;
      members.push({ name, value: this.value() });
    }
    // `<` on strings compares UTF-16 code units, as the RFC asks.
    members.sort((one, other) => (one.name < other.name ? -1 : 1));
    return `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
  }

  /** Steps over the opening bracket or a comma to the next item; at the closing bracket steps over it and says false. */
  #next(closing: number): boolean {
    this.#space();
    if (this.#source[this.#at] !== closing) {
      this.#at++;
      this.#space();
      if (this.#source[this.#at] !== closing) return true;
    }
    this.#at++;
    return false;
  }

  #text(): string {
    return String(JSON.parse(this.#take()));
  }

  #take(): string {
    const start = this.#at;
    this.#at = skipValue(this.#source, start);
    return this.#source.toString('utf8', start, this.#at);
  }

  #space(): void {
    this.#at = skipSpace(this.#source, this.#at);
  }
}

/** The RFC's form where a double holds the exact decimal value, else the digits and their power of ten. */
function canonicalNumber(text: string): string {
  const exact = decimalForm(text);
  if (exact === null) return text;
  const nearest = String(Number(text));
  return decimalForm(nearest) === exact ? nearest : exact;
}

const numberParts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** `<digits>e<power>` without zeros at either end, or null for a power that is not worth computing. */
function decimalForm(text: string): string | null {
  const parts = numberParts.exec(text);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts;
  if (power.length > 15) return null;
  const digits = trimZeros(whole + fraction);
  if (digits.text === '') return '0e0';
  return `${sign}${digits.text}e${Number(power) - fraction.length + digits.trailing}`;
}

function trimZeros(digits: string): { text: string; trailing: number } {
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === '0') start++;
  while (end > start && digits[end - 1] === '0') end--;
  return { text: digits.slice(start, end), trailing: digits.length - end };
}
