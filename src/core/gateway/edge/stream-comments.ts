import type { Clock, Timer } from '../../clock.ts';
import type { EventStream } from './event-stream.ts';

/** Sends a comment over every open stream at least each `everyMs` (TR-23). One timer, and only while a stream is open. */
export class StreamComments {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #streams = new Set<EventStream>();
  #timer: Timer | null = null;

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  add(stream: EventStream): void {
    this.#streams.add(stream);
    this.#timer ??= this.#clock.after(this.#everyMs, () => this.#comment());
  }

  delete(stream: EventStream): void {
    this.#streams.delete(stream);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #comment(): void {
    for (const stream of this.#streams) stream.comment();
    this.#timer =
      this.#streams.size === 0 ? null : this.#clock.after(this.#everyMs, () => this.#comment());
  }
}
