import { AppError } from '../../shared/errors.ts';

/** Long jobs under way by the names that their callers gave them, so that another request can end one. */
export class Tasks {
  readonly #running = new Map<string, AbortController>();

  /**
   * Runs a job with a signal that ends with its caller or by `cancel`.
   * @throws AppError `conflict` for a name that is taken; `cancelled` as the signal's reason.
   */
  async run<T>(
    task: string | undefined,
    caller: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (task === undefined) return work(caller);
    if (this.#running.has(task)) throw new AppError('conflict', `A task ${task} runs already`);
    const own = new AbortController();
    this.#running.set(task, own);
    try {
      return await work(AbortSignal.any([caller, own.signal]));
    } finally {
      this.#running.delete(task);
    }
  }

  /** False when no job of that name runs. */
  cancel(task: string): boolean {
    const own = this.#running.get(task);
    own?.abort(new AppError('cancelled'));
    return own !== undefined;
  }
}
