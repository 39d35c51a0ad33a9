export interface Verification {
  readonly ok: boolean;
  readonly headSeq: number;
  /** Wall time in microseconds. */
  readonly atUs: number;
}

/** What the last verification of this run found: nothing is said to be intact without one. */
export class LastVerification {
  #last: Verification | null = null;

  get last(): Verification | null {
    return this.#last;
  }

  keep(verification: Verification): void {
    this.#last = verification;
  }
}
