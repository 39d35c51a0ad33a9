import { randomFillSync } from 'node:crypto';

/** What one id takes of the system's random bytes, and for how many of them it is asked at once. */
const idBytes = 10;
const idsAtOnce = 400;

/** UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits drawn from the system in large pieces. */
export class CallIds {
  readonly #random = Buffer.alloc(idBytes * idsAtOnce);
  /** The same in hex, with version and variant in their places. */
  #hex = '';
  #at = 0;
  /** The time part of the last id: many calls share a millisecond. */
  #lastMs = 0;
  #time = '';

  next(nowUs: number): string {
    if (this.#at === this.#hex.length) this.#draw();
    const nowMs = Math.floor(nowUs / 1_000);
    if (nowMs !== this.#lastMs) {
      const time = nowMs.toString(16).padStart(12, '0');
      this.#lastMs = nowMs;
      this.#time = `${time.slice(0, 8)}-${time.slice(8)}`;
    }
    const hex = this.#hex;
    const at = this.#at;
    this.#at += 2 * idBytes;
    return `${this.#time}-${hex.slice(at, at + 4)}-${hex.slice(at + 4, at + 8)}-${hex.slice(at + 8, this.#at)}`;
  }

  #draw(): void {
    const random = randomFillSync(this.#random);
    for (let at = 0; at < random.length; at += idBytes) {
      random[at] = 0x70 | ((random[at] ?? 0) & 0x0f);
      random[at + 2] = 0x80 | ((random[at + 2] ?? 0) & 0x3f);
    }
    this.#hex = random.toString('hex');
    this.#at = 0;
  }
}
