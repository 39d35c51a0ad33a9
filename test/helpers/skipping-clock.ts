import { type Clock, systemClock, type Timer } from '../../src/core/clock.ts';

/** The system's clock, which a test can move ahead. Timers take real time all the same. */
export class SkippingClock implements Clock {
  #aheadUs = 0;

  nowUs(): number {
    return systemClock.nowUs() + this.#aheadUs;
  }

  monoUs(): number {
    return systemClock.monoUs() + this.#aheadUs;
  }

  after(delayMs: number, run: () => void): Timer {
    return systemClock.after(delayMs, run);
  }

  skip(ms: number): void {
    this.#aheadUs += ms * 1_000;
  }
}
