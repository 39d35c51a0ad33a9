type Listener = (...args: never[]) => unknown;

/** Named listeners, called by hand. */
export class Emitter {
  readonly #listeners = new Map<string, Listener[]>();

  on = (event: string, listener: Listener): void => {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  };

  /** False where nobody listens. */
  emit(event: string, ...args: unknown[]): boolean {
    const listeners = this.#listeners.get(event) ?? [];
    for (const listener of listeners) listener(...(args as never[]));
    return listeners.length > 0;
  }

  /** True when a listener prevented what Electron does by itself. */
  emitPreventable(event: string, details: object = {}): boolean {
    let isPrevented = false;
    const preventDefault = () => {
      isPrevented = true;
    };
    this.emit(event, { ...details, preventDefault });
    return isPrevented;
  }
}
