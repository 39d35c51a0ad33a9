import type { EventData } from '../../../shared/contract-events.ts';
import type { AppendedGroup, AppendedRow } from '../../audit/appended-group.ts';
import type { Clock, Timer } from '../../clock.ts';
import { viewAuditRow } from './audit-row-view.ts';

const batchMs = 250;
/** Behind a flood, of which nobody reads row by row: each batch has the page ask for more. */
const floodMs = 1_000;
/** More than a window can show: a larger batch is a flood. What is left out is counted, and can be asked for. */
const mostRows = 500;
/** The newest rows that are kept of a flood: what is held while calls go on is copied at each collection of garbage. */
const floodRows = 50;

/** New rows of the log, handed on together: four times a second at most, and once in a flood, whatever the rate of calls. */
export class AppendedRows {
  readonly #clock: Clock;
  readonly #tell: (batch: EventData<'audit.appended'>) => void;
  #groups: AppendedGroup[] = [];
  #kept = 0;
  #omitted = 0;
  #isFlood = false;
  #timer: Timer | null = null;

  constructor(clock: Clock, tell: (batch: EventData<'audit.appended'>) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(group: AppendedGroup): void {
    this.#groups.push(group);
    this.#kept += group.size;
    // Twice the size, so that what is too old goes at once and not group by group.
    if (this.#kept > (this.#omitted === 0 ? mostRows : 2 * floodRows)) this.#drop();
    this.#timer ??= this.#clock.after(this.#isFlood ? floodMs : batchMs, () => this.#flush());
  }

  close(): void {
    this.#timer?.cancel();
    this.#clear();
  }

  /** Leaves the newest groups that hold as many rows as are shown of a flood. */
  #drop(): void {
    let first = this.#groups.length;
    let kept = 0;
    while (kept < floodRows && first > 0) {
      first -= 1;
      kept += this.#groups[first]?.size ?? 0;
    }
    this.#omitted += this.#kept - kept;
    this.#kept = kept;
    this.#groups = this.#groups.slice(first);
  }

  #flush(): void {
    // One group alone can be a flood.
    const most = this.#omitted > 0 || this.#kept > mostRows ? floodRows : mostRows;
    const newest: AppendedRow[] = [];
    for (const group of this.#groups.toReversed()) {
      newest.unshift(...group.newest(most - newest.length));
    }
    const omitted = this.#omitted + this.#kept - newest.length;
    this.#isFlood = omitted > 0;
    this.#clear();
    const rows = newest.map(viewAuditRow);
    this.#tell({ rows, omitted, headSeq: rows.at(-1)?.seq ?? 0 });
  }

  #clear(): void {
    this.#timer = null;
    this.#groups = [];
    this.#kept = 0;
    this.#omitted = 0;
  }
}
