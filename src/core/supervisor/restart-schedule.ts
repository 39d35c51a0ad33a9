import type { Clock, Timer } from '../clock.ts';
import { Backoff } from './backoff.ts';

/** The timer of one failing server: when the next start is due, and what to do then. */
export class RestartSchedule {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #restart: () => void;
  #next: { timer: Timer; dueUs: number } | null = null;

  constructor(options: { clock: Clock; random?: (() => number) | undefined; restart: () => void }) {
    this.#clock = options.clock;
    this.#backoff = new Backoff(options.clock, options.random);
    this.#restart = options.restart;
  }

  /** Milliseconds until the next start, or null when none is due. */
  get retryAfterMs(): number | null {
    if (this.#next === null) return null;
    return Math.max(0, Math.ceil((this.#next.dueUs - this.#clock.monoUs()) / 1_000));
  }

  ready(): void {
    this.#backoff.ready();
  }

  /** Sets the timer. @returns the state to be in until then. */
  failed(): 'backoff' | 'crashed' {
    this.#next?.timer.cancel();
    const { state, delayMs } = this.#backoff.failed();
    const timer = this.#clock.after(delayMs, () => {
      this.#next = null;
      this.#restart();
    });
    this.#next = { timer, dueUs: this.#clock.monoUs() + delayMs * 1_000 };
    return state;
  }

  /** A person stepped in: no start is due, and nothing has failed yet. */
  forget(): void {
    this.#next?.timer.cancel();
    this.#next = null;
    this.#backoff.reset();
  }
}
