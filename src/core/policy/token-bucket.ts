/** A rate limit: `perMinute` tokens, refilled continuously, at most one minute's worth saved up. */
export class TokenBucket {
  readonly #perMinute: number;
  #tokens: number;
  #atUs: number;

  constructor(perMinute: number, nowUs: number) {
    this.#perMinute = perMinute;
    this.#tokens = perMinute;
    this.#atUs = nowUs;
  }

  /** Takes one token. @returns 0 when there was one, else the milliseconds until there is. */
  take(nowUs: number): number {
    const refill = (Math.max(0, nowUs - this.#atUs) * this.#perMinute) / 60_000_000;
    this.#tokens = Math.min(this.#perMinute, this.#tokens + refill);
    this.#atUs = nowUs;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) * 60_000) / this.#perMinute);
  }

  /** Gives back a token that was taken for something that did not happen. */
  giveBack(): void {
    this.#tokens = Math.min(this.#perMinute, this.#tokens + 1);
  }

  get perMinute(): number {
    return this.#perMinute;
  }
}
