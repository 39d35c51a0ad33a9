import type { CancelSignal } from '../../cancellation.ts';
/** The start of one connection: whoever comes while it runs waits for the same one, and a stop aborts it. */
export class SingleStart<Started> {
  #running: Promise<Started> | null = null;
  #abort = new AbortController();

  /** Null while nothing starts. */
  get running(): Promise<Started> | null {
    return this.#running;
  }

  /** Calls `start` at once. */
  begin(start: (signal: CancelSignal) => Promise<Started>): Promise<Started> {
    this.#abort = new AbortController();
    const running = start(this.#abort.signal).finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    // The start also runs without anybody waiting for it.
    running.catch(() => {});
    return running;
  }

  abort(reason: unknown): void {
    this.#abort.abort(reason);
  }
}
