/**
 * When a server last showed that it answers, over all its starts. A call pays for it with two fields: the answer proves the
 * moment of the newest question, which can only be older than the answer itself.
 */
export class Proof {
  #askedUs: number | null = null;
  #provedUs: number | null = null;

  /** Wall time (µs); null before the first answer. */
  get provedUs(): number | null {
    return this.#provedUs;
  }

  asked(atUs: number): void {
    this.#askedUs = atUs;
  }

  answered(): void {
    this.#provedUs = this.#askedUs;
  }
}
