import type { Row } from './row.ts';

/** What a subscriber sees of a row (the live tail). */
export interface AppendedRow {
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
  /** The stored body, byte for byte. */
  readonly body: string;
}

export const hashBytes = 32;

/** Rows that became durable together: at tens of thousands a second most of them are counted and never looked at. */
export class AppendedGroup {
  readonly #firstSeq: number;
  readonly #rows: readonly Pick<Row, 'body'>[];
  readonly #hashes: Buffer;

  /** @param hashes 32 bytes for each row, in the order of the rows. */
  constructor(firstSeq: number, rows: readonly Pick<Row, 'body'>[], hashes: Buffer) {
    this.#firstSeq = firstSeq;
    this.#rows = rows;
    this.#hashes = hashes;
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
    const skipped = Math.max(0, this.size - most);
    return this.#rows.slice(skipped).map(({ body }, at) => {
      const index = skipped + at;
      const hash = this.#hashes.toString('hex', index * hashBytes, (index + 1) * hashBytes);
      return { seq: this.#firstSeq + index, hash, body };
    });
  }
}
