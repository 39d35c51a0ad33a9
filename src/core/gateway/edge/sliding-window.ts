import type { Clock } from '../../clock.ts';

/** Counts to `limit` in any `windowMs`; what is over it is not counted, so that a flood does not renew itself. */
export class SlidingWindow {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #windowUs: number;
  /** Times of the counted events, oldest first; never more than `limit`. */
  readonly #timesUs: number[] = [];

  constructor(clock: Clock, limit: number, windowMs: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#windowUs = windowMs * 1_000;
  }

  /** True while there is room, and counts; false over the limit. */
  take(): boolean {
    const nowUs = this.#clock.monoUs();
    while ((this.#timesUs[0] ?? Number.POSITIVE_INFINITY) <= nowUs - this.#windowUs) {
      this.#timesUs.shift();
    }
    if (this.#timesUs.length >= this.#limit) return false;
    this.#timesUs.push(nowUs);
    return true;
  }
}
