import type { Clock } from '../clock.ts';

const stepsMs = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];
const jitterShare = 0.2;
const windowMs = 5 * 60_000;
const failuresThatOpen = 6;
const circuitMs = 5 * 60_000;
const healthyResetMs = 10 * 60_000;

/** What to do after a failure. `crashed`: the circuit is open, and one probe is due after the delay. */
export interface BackoffVerdict {
  state: 'backoff' | 'crashed';
  delayMs: number;
}

/**
 * When a failing server may be started again (SU-2, SU-3): 1, 2, 4 … 60 s plus 0 to 20 %; the sixth failure within five
 * minutes opens the circuit for five minutes; ten healthy minutes forget everything. It counts, the owner sets the timers.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failuresUs: number[] = [];
  #step = 0;
  #readyUs: number | null = null;
  #open = false;

  /** @param random uniform in [0, 1). */
  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The server answered its handshake; the time of health starts. A probe that succeeds closes the circuit. */
  ready(): void {
    this.#readyUs = this.#clock.monoUs();
    this.#open = false;
  }

  /** A start that failed, or a ready server that died or had to be killed. */
  failed(): BackoffVerdict {
    const nowUs = this.#clock.monoUs();
    if (this.#readyUs !== null && nowUs - this.#readyUs >= healthyResetMs * 1_000) this.reset();
    this.#readyUs = null;
    this.#failuresUs = this.#failuresUs.filter((atUs) => nowUs - atUs < windowMs * 1_000);
    this.#failuresUs.push(nowUs);
    const jitter = 1 + jitterShare * this.#random();
    // A failed probe opens the circuit again however long ago the other failures were.
    if (this.#open || this.#failuresUs.length >= failuresThatOpen) {
      this.#open = true;
      return { state: 'crashed', delayMs: Math.round(circuitMs * jitter) };
    }
    const stepMs = stepsMs[Math.min(this.#step++, stepsMs.length - 1)] ?? 60_000;
    return { state: 'backoff', delayMs: Math.round(stepMs * jitter) };
  }

  /** A manual start, or ten healthy minutes: as if it had never failed. */
  reset(): void {
    this.#failuresUs = [];
    this.#step = 0;
    this.#readyUs = null;
    this.#open = false;
  }
}
