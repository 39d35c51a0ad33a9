import type { Clock } from '../../clock.ts';

/** Counts events within a window of time that starts anew with the first event after it ended. */
export class EventRate {
  readonly #clock: Clock;
  readonly #windowUs: number;
  #startUs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowUs = windowMs * 1_000;
  }

  /** @returns how many there were in this window, this one included. */
  add(): number {
    const nowUs = this.#clock.monoUs();
    if (nowUs - this.#startUs >= this.#windowUs) {
      this.#startUs = nowUs;
      this.#count = 0;
    }
    return ++this.#count;
  }
}
