import type { Clock } from '../../clock.ts';

/** A time in which a connection refuses without asking its server: what is wrong may be mended when it is over. */
export class Hold {
  readonly #clock: Clock;
  /** Monotonic. */
  #untilUs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on, in place of any before. */
  begin(forMs: number): void {
    this.#untilUs = this.#clock.monoUs() + forMs * 1_000;
  }

  /** Zero when it is over. */
  get leftMs(): number {
    return Math.max(0, Math.ceil((this.#untilUs - this.#clock.monoUs()) / 1_000));
  }
}
