import { randomFillSync } from 'node:crypto';

const pool = 4_096;

/** UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits drawn from the system in large pieces. */
export class CallIds {
  readonly #random = Buffer.alloc(pool);
  #at = pool;
  /** The time part of the last id: many calls share a millisecond. */
  #lastMs = 0;
  #time = '';

  next(nowUs: number): string {
    if (this.#at + 10 > pool) {
      randomFillSync(this.#random);
      this.#at = 0;
    }
    const bytes = this.#random.subarray(this.#at, this.#at + 10);
    this.#at += 10;
    bytes[0] = 0x70 | ((bytes[0] ?? 0) & 0x0f);
    bytes[2] = 0x80 | ((bytes[2] ?? 0) & 0x3f);
    const nowMs = Math.floor(nowUs / 1_000);
    if (nowMs !== this.#lastMs) {
      const time = nowMs.toString(16).padStart(12, '0');
      this.#lastMs = nowMs;
      this.#time = `${time.slice(0, 8)}-${time.slice(8)}`;
    }
    const random = bytes.toString('hex');
    return `${this.#time}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8)}`;
  }
}
