import { longStringBytes, PlainRun } from './plain-run.ts';
import { ScanError, type ScanFault } from './scan-error.ts';

export const quote = 0x22;
export const backslash = 0x5c;

/** The tokens of JSON: each method starts at `at`, checks one token and leaves `at` behind it. */
export class Lexer {
  protected readonly bytes: Uint8Array;
  protected readonly end: number;
  protected at = 0;
  protected nodes = 0;
  /** Set by `string` when it passed an escape. */
  protected sawEscape = false;
  readonly #maxNodes: number;
  #run: PlainRun | null = null;

  constructor(bytes: Uint8Array, maxNodes: number) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.#maxNodes = maxNodes;
  }

  /** From the opening quote to behind the closing one. */
  protected string(): void {
    const { bytes, end } = this;
    let at = this.at + 1;
    let leapFrom = at + longStringBytes;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.at = at + 1;
        return;
      }
      if (byte === backslash) {
        this.sawEscape = true;
        at = this.#escape(at);
      } else if (byte < 0x20) {
        this.at = at;
        this.fail('syntax');
      } else at++;
      if (at >= leapFrom) {
        this.#run ??= new PlainRun(bytes);
        if (this.#run.alignedAt(at) === at) at = this.#run.skip(at);
        else continue;
        leapFrom = at + longStringBytes;
      }
    }
    this.at = end;
    this.fail('syntax');
  }

  /** @returns the offset behind the escape that starts at `at`. */
  #escape(at: number): number {
    switch (this.bytes[at + 1]) {
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
          if (!isHexDigit(this.bytes[digit] ?? 0)) this.fail('syntax');
        }
        return at + 6;
      }
      default:
        return this.fail('syntax');
    }
  }

  protected number(): void {
    this.node();
    const bytes = this.bytes;
    if (bytes[this.at] === 0x2d) this.at++;
    if (bytes[this.at] === 0x30) this.at++;
    else this.#digits();
    if (bytes[this.at] === 0x2e) {
      this.at++;
      this.#digits();
    }
    const exponent = bytes[this.at];
    if (exponent === 0x65 || exponent === 0x45) {
      this.at++;
      const sign = bytes[this.at];
      if (sign === 0x2b || sign === 0x2d) this.at++;
      this.#digits();
    }
  }

  #digits(): void {
    const start = this.at;
    while (isDigit(this.bytes[this.at] ?? 0)) this.at++;
    if (this.at === start) this.fail('syntax');
  }

  protected word<Word extends 'true' | 'false' | 'null'>(word: Word): Word {
    this.node();
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[this.at] !== word.charCodeAt(index)) this.fail('syntax');
      this.at++;
    }
    return word;
  }

  protected space(): void {
    const bytes = this.bytes;
    for (;;) {
      const byte = bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at++;
    }
  }

  protected node(): void {
    if (++this.nodes > this.#maxNodes) this.fail('nodes');
  }

  protected fail(fault: ScanFault): never {
    throw new ScanError(fault, this.at);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
