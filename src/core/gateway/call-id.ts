import { randomFillSync } from 'node:crypto';

const pool = 4_096;

/** UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits drawn from the system in large pieces. */
export class CallIds {
  readonly #random = Buffer.alloc(pool);
  #at = pool;

  next(nowUs: number): string {
    if (this.#at + 10 > pool) {
      randomFillSync(this.#random);
      this.#at = 0;
    }
    const bytes = this.#random.subarray(this.#at, this.#at + 10);
    this.#at += 10;
    bytes[0] = 0x70 | ((bytes[0] ?? 0) & 0x0f);
    bytes[2] = 0x80 | ((bytes[2] ?? 0) & 0x3f);
    const time = Math.floor(nowUs / 1_000)
      .toString(16)
      .padStart(12, '0');
    const random = bytes.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8)}`;
  }
}
