/** Work that is done one after the other, in the order in which it was asked for. One that fails holds up nobody behind it. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when everything before it has settled. Settles as the work does. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was asked for so far has settled, whatever came of it. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
