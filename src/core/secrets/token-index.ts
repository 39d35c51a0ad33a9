import { hash, timingSafeEqual } from 'node:crypto';
import type { TokenRow } from '../state/token-rows.ts';
import { isWellFormed } from './token-format.ts';

const maxProven = 64;

/** SHA-256 of a token's text. */
export function digestOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Finds what is known of a token by its text, of which nothing but the digest is kept on the disk. */
export class TokenIndex<Entry extends { readonly row: TokenRow }> {
  readonly #entries = new Map<string, Entry>();
  /**
   * Texts that were proven before, so that their digest is not made at every call. A wrong text tells nothing by the time it
   * takes: the engine's own seeded hash finds the place, and only the whole text is compared.
   */
  readonly #proven = new Map<string, Entry>();

  /** Every entry, in the order of their making. */
  all(): Entry[] {
    return [...this.#entries.values()];
  }

  of({ digest }: TokenRow): Entry | undefined {
    return this.#entries.get(keyOf(digest));
  }

  /** In place of any before it. */
  put(entry: Entry): void {
    this.#proven.clear();
    this.#entries.set(keyOf(entry.row.digest), entry);
  }

  /** What stands for a token that somebody presents, or why there is none. */
  prove(token: string): Entry | 'malformed' | 'unknown' {
    return this.#proven.get(token) ?? this.#lookUp(token);
  }

  /** By its digest, as every token once is. */
  #lookUp(token: string): Entry | 'malformed' | 'unknown' {
    if (!isWellFormed(token)) return 'malformed';
    const digest = digestOf(token);
    const entry = this.#entries.get(keyOf(digest));
    if (!entry || !timingSafeEqual(entry.row.digest, digest)) return 'unknown';
    if (this.#proven.size >= maxProven) this.#proven.clear();
    this.#proven.set(token, entry);
    return entry;
  }

  /** For the operator's own acts, where no proof is asked. */
  find(token: string): Entry | undefined {
    return this.#entries.get(keyOf(digestOf(token)));
  }
}

function keyOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('latin1');
}
