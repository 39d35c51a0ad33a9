/** Time as a port, so that tests move it by hand. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time in microseconds since 1970; may step backwards. */
  nowUs(): number;
  /** Microseconds since an arbitrary start; never steps backwards. */
  monoUs(): number;
  /** Calls `run` once after `delayMs`; the timer does not keep the process alive. */
  after(delayMs: number, run: () => void): Timer;
}

export const systemClock: Clock = {
  // The steady clock stands still while a laptop sleeps, so the wall is asked itself, to the millisecond that it gives.
  nowUs: () => Date.now() * 1_000,
  monoUs: () => Math.round(performance.now() * 1_000),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
