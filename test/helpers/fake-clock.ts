import type { Clock, Timer } from '../../src/core/clock.ts';

interface PendingTimer {
  readonly dueUs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wallUs: number;
  #monoUs = 0;
  #order = 0;
  readonly #pending = new Set<PendingTimer>();

  constructor(startUs = 1_780_000_000_000_000) {
    this.#wallUs = startUs;
  }

  nowUs(): number {
    return this.#wallUs;
  }

  monoUs(): number {
    return this.#monoUs;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer: PendingTimer = {
      dueUs: this.#monoUs + Math.max(0, delayMs) * 1_000,
      order: this.#order++,
      run,
    };
    this.#pending.add(timer);
    return { cancel: () => void this.#pending.delete(timer) };
  }

  /** Timers that are set and have not run. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Moves both clocks by `ms` and runs the timers that fall due, in order of time, then of setting. */
  advance(ms: number): void {
    const targetUs = this.#monoUs + ms * 1_000;
    for (let next = this.#firstDue(targetUs); next; next = this.#firstDue(targetUs)) {
      this.#pending.delete(next);
      this.#move(next.dueUs);
      next.run();
    }
    this.#move(targetUs);
  }

  /** Like `advance`, but lets promises settle after every timer, for timers that are set in continuations. */
  async advanceAsync(ms: number): Promise<void> {
    const targetUs = this.#monoUs + ms * 1_000;
    await settlePromises();
    for (let next = this.#firstDue(targetUs); next; next = this.#firstDue(targetUs)) {
      this.#pending.delete(next);
      this.#move(next.dueUs);
      next.run();
      await settlePromises();
    }
    this.#move(targetUs);
  }

  /** Moves the wall clock alone, by a positive or negative `ms`, as NTP or a person would. */
  stepWall(ms: number): void {
    this.#wallUs += ms * 1_000;
  }

  #move(toMonoUs: number): void {
    this.#wallUs += toMonoUs - this.#monoUs;
    this.#monoUs = toMonoUs;
  }

  #firstDue(limitUs: number): PendingTimer | undefined {
    let first: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.dueUs > limitUs) continue;
      const earlier =
        !first ||
        timer.dueUs < first.dueUs ||
        (timer.dueUs === first.dueUs && timer.order < first.order);
      if (earlier) first = timer;
    }
    return first;
  }
}

function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
