import type { Clock } from '../../clock.ts';
import { EventRate } from '../messages/event-rate.ts';
import type { ServerCounters } from '../messages/server-counters.ts';

const linesThatKill = 100;
const windowMs = 10_000;

/** Lines of one child that are no messages: dropped and counted, until they are too many (UP-13). */
export class BadLines {
  readonly #counters: ServerCounters;
  readonly #rate: EventRate;

  constructor(counters: ServerCounters, clock: Clock) {
    this.#counters = counters;
    this.#rate = new EventRate(clock, windowMs);
  }

  /** @returns why the child is to be killed, or null. */
  add(): string | null {
    this.#counters.badLines++;
    if (this.#rate.add() < linesThatKill) return null;
    return 'It printed 100 lines in 10 s that are not JSON-RPC';
  }
}
