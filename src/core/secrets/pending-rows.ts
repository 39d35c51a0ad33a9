import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { TokenRow, TokenRows } from '../state/token-rows.ts';

const delayMs = 1_000;
const retryMs = 10_000;

/** Rows whose end or last use state.db does not know yet: nothing is dropped because a write failed once. */
export class PendingRows {
  readonly #rows: TokenRows;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #pending = new Set<TokenRow>();
  #timer: Timer | undefined;

  constructor(rows: TokenRows, clock: Clock, log: Logger) {
    this.#rows = rows;
    this.#clock = clock;
    this.#log = log;
  }

  add(rows: readonly TokenRow[]): void {
    for (const row of rows) this.#pending.add(row);
  }

  /** Stores everything that waits. @throws what state.db throws; then it is tried again until it is stored. */
  store(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    try {
      this.#rows.update([...this.#pending]);
      this.#pending.clear();
    } catch (error) {
      this.#timer = this.#clock.after(retryMs, () => this.storeOrLog());
      throw error;
    }
  }

  /** For callers that have nobody to tell. */
  storeOrLog(): void {
    try {
      this.store();
    } catch (error) {
      this.#log.error('token.not_stored', { rows: this.#pending.size, error: String(error) });
    }
  }

  /** Stores within a second, off the path of the call that asks. */
  storeSoon(): void {
    this.#timer ??= this.#clock.after(delayMs, () => this.storeOrLog());
  }

  close(): void {
    this.storeOrLog();
    this.#timer?.cancel();
  }
}
