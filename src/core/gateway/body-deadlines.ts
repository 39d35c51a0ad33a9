import type { Clock, Timer } from '../clock.ts';
import type { BodyReader } from './body.ts';

/** Gives up bodies that take too long. One timer for all, and only while a body is awaited. */
export class BodyDeadlines {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #checkMs: number;
  /** Deadline (µs, monotonic) of each awaited body; all wait equally long, so the first is the next. */
  readonly #deadlines = new Map<BodyReader, number>();
  #timer: Timer | null = null;

  constructor(clock: Clock, timeoutMs: number, checkMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#checkMs = checkMs;
  }

  add(reader: BodyReader): void {
    this.#deadlines.set(reader, this.#clock.monoUs() + this.#timeoutMs * 1_000);
    this.#timer ??= this.#clock.after(this.#checkMs, () => this.#check());
  }

  delete(reader: BodyReader): void {
    this.#deadlines.delete(reader);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #check(): void {
    const nowUs = this.#clock.monoUs();
    for (const [reader, deadlineUs] of this.#deadlines) {
      if (deadlineUs > nowUs) break;
      this.#deadlines.delete(reader);
      reader.expire();
    }
    this.#timer =
      this.#deadlines.size === 0 ? null : this.#clock.after(this.#checkMs, () => this.#check());
  }
}
