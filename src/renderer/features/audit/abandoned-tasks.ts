import type { PageClock } from '../../engine/page-clock.ts';

/** Most questions are answered sooner than they could be taken back. */
const patienceMs = 1_000;

/** Questions that the engine works on, so that those nobody waits for any more do not keep it busy. */
export class AbandonedTasks {
  readonly #running = new Set<string>();
  readonly #clock: PageClock;
  readonly #cancel: (task: string) => void;

  constructor(clock: PageClock, cancel: (task: string) => void) {
    this.#clock = clock;
    this.#cancel = cancel;
  }

  async run<T>(task: string, work: Promise<T>): Promise<T> {
    this.#running.add(task);
    try {
      return await work;
    } finally {
      this.#running.delete(task);
    }
  }

  /** Ends it where it still runs after a second. */
  readonly abandon = (task: string): void => {
    this.#clock.after(patienceMs, () => {
      if (this.#running.has(task)) this.#cancel(task);
    });
  };
}
