import type { Clock, Timer } from '../clock.ts';

/** What the ladder acts upon: one child and its group. */
export interface StopTarget {
  closeInput(): void;
  signal(signal: 'SIGTERM' | 'SIGCONT' | 'SIGKILL'): unknown;
  /** Settled when no process of the group runs. */
  readonly gone: Promise<void>;
}

const graceMs = 2_000;
const afterKillMs = 1_000;

/**
 * The shutdown of the stdio transport (SU-5): close stdin, 2 s, SIGTERM then SIGCONT (a stopped process gets no SIGTERM), 2 s,
 * SIGKILL; asked a second time it kills at once. Over after 5 s at most.
 */
export class StopLadder {
  readonly #target: StopTarget;
  readonly #clock: Clock;
  #done: Promise<void> | null = null;
  #over = false;
  #timer: Timer | null = null;
  #giveUp: () => void = () => {};

  constructor(target: StopTarget, clock: Clock) {
    this.#target = target;
    this.#clock = clock;
  }

  get climbing(): boolean {
    return this.#done !== null;
  }

  /** @returns when the group is gone, or a second after it was killed. */
  stop(): Promise<void> {
    if (this.#done !== null) return this.kill();
    this.#target.closeInput();
    this.#next(graceMs, () => this.#terminate());
    this.#done = this.#untilGone();
    return this.#done;
  }

  /** The last rung at once. */
  kill(): Promise<void> {
    if (this.#done !== null && this.#over) return this.#done;
    this.#target.signal('SIGKILL');
    this.#next(afterKillMs, () => this.#giveUp());
    this.#done ??= this.#untilGone();
    return this.#done;
  }

  #terminate(): void {
    this.#target.signal('SIGTERM');
    this.#target.signal('SIGCONT');
    this.#next(graceMs, () => void this.kill());
  }

  #next(delayMs: number, run: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(delayMs, run);
  }

  async #untilGone(): Promise<void> {
    const gaveUp = new Promise<void>((resolve) => {
      this.#giveUp = resolve;
    });
    await Promise.race([this.#target.gone, gaveUp]);
    this.#over = true;
    this.#timer?.cancel();
  }
}
