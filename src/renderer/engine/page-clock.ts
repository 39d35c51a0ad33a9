/** Time as the page needs it; tests hand in a clock that they move by hand. */
export interface PageClock {
  /** Wall time in microseconds since 1970. */
  nowUs(): number;
  after(delayMs: number, run: () => void): { cancel(): void };
}

export const browserClock: PageClock = {
  nowUs: () => Date.now() * 1_000,
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
