import type { Head, RowHasher } from './chain.ts';
import type { Row } from './row.ts';

/** What a subscriber sees of a row (the live tail). */
export interface AppendedRow {
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
  /** The stored body, byte for byte. */
  readonly body: string;
}

/**
 * Rows that became durable together. At tens of thousands a second most of them are counted and never looked at: what only
 * those who look need is made for them.
 */
export class AppendedGroup {
  readonly #before: Head;
  readonly #rows: readonly Pick<Row, 'body'>[];
  readonly #hasher: RowHasher;

  /** @param before the row that the first of them is chained on. */
  constructor(before: Head, rows: readonly Pick<Row, 'body'>[], hasher: RowHasher) {
    this.#before = before;
    this.#rows = rows;
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Of all its rows, in order. */
  get bodies(): string[] {
    return this.#rows.map(({ body }) => body);
  }

  /** The last `most` of its rows, in order; all of them when they are fewer. */
  newest(most = this.size): AppendedRow[] {
    let { seq } = this.#before;
    let hash = this.#before.hash.toString('hex');
    const all = this.#rows.map(({ body }) => {
      hash = this.#hasher.hash(hash, ++seq, body);
      return { seq, hash, body };
    });
    return all.slice(Math.max(0, this.size - most));
  }
}
