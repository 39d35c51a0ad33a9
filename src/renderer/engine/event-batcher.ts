import type { ManagementEvent } from '../../shared/contract-events.ts';
import type { PageClock } from './page-clock.ts';
import type { PageVisibility } from './page-visibility.ts';

/** What was announced since the last batch. */
export interface EventBatch {
  readonly events: readonly ManagementEvent[];
  /** Events got lost, or were not kept for a hidden page: what hangs on them has to be read again. */
  readonly missed: boolean;
}

const paintEveryMs = 250;
/** More than this in a quarter of a second is not read by anybody, row by row. */
const maxKept = 2_000;

/** Hands events on at most four times a second, and none while the page is hidden. */
export class EventBatcher {
  readonly #clock: PageClock;
  readonly #visibility: PageVisibility;
  readonly #handOn: (batch: EventBatch) => void;
  #events: ManagementEvent[] = [];
  #missed = false;
  #waiting = false;

  constructor(clock: PageClock, visibility: PageVisibility, handOn: (batch: EventBatch) => void) {
    this.#clock = clock;
    this.#visibility = visibility;
    this.#handOn = handOn;
    visibility.onChange(() => this.#flush());
  }

  add(event: ManagementEvent): void {
    if (this.#visibility.hidden() || this.#events.length >= maxKept) this.#missed = true;
    else this.#events.push(event);
    this.#schedule();
  }

  /** Something may have been announced that was not heard. */
  miss(): void {
    this.#missed = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#waiting || this.#visibility.hidden()) return;
    this.#waiting = true;
    this.#clock.after(paintEveryMs, () => {
      this.#waiting = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#visibility.hidden() || (this.#events.length === 0 && !this.#missed)) return;
    const batch = { events: this.#events, missed: this.#missed };
    this.#events = [];
    this.#missed = false;
    this.#handOn(batch);
  }
}
