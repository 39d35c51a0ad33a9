/** The seconds as they pass while the page is seen; a source for `useSyncExternalStore`. */
export interface SecondClock {
  /** Wall time in milliseconds, as of the last tick. */
  now(): number;
  subscribe(listener: () => void): () => void;
}

export interface SecondClockPorts {
  readonly now: () => number;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  readonly setInterval: (tick: () => void, ms: number) => number;
  readonly clearInterval: (timer: number) => void;
}

/** One timer for all who show ages; it stands still while nobody listens and while the page is hidden. */
export function createSecondClock(ports: SecondClockPorts): SecondClock {
  const listeners = new Set<() => void>();
  let timer: number | null = null;
  let nowMs = ports.now();

  const tick = () => {
    nowMs = ports.now();
    for (const listener of listeners) listener();
  };
  const run = () => {
    const wanted = listeners.size > 0 && ports.document.visibilityState !== 'hidden';
    if (wanted && timer === null) {
      tick();
      timer = ports.setInterval(tick, 1_000);
    } else if (!wanted && timer !== null) {
      ports.clearInterval(timer);
      timer = null;
    }
  };

  return {
    now: () => nowMs,
    subscribe: (listener) => {
      if (listeners.size === 0) ports.document.addEventListener('visibilitychange', run);
      listeners.add(listener);
      run();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) ports.document.removeEventListener('visibilitychange', run);
        run();
      };
    },
  };
}
