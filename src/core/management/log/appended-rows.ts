import type { EventData } from '../../../shared/contract-events.ts';
import type { AppendedRow } from '../../audit/audit-log.ts';
import type { Clock, Timer } from '../../clock.ts';
import { viewAuditRow } from './audit-row-view.ts';

const batchMs = 250;
/** More than a window can show: a larger batch is a flood. What is left out is counted, and can be asked for. */
const mostRows = 500;
/** The newest rows that are kept of a flood: what is held while calls go on is copied at each collection of garbage. */
const floodRows = 50;

/** New rows of the log, handed on together: four times a second at most, whatever the rate of calls. */
export class AppendedRows {
  readonly #clock: Clock;
  readonly #tell: (batch: EventData<'audit.appended'>) => void;
  #rows: AppendedRow[] = [];
  #omitted = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock, tell: (batch: EventData<'audit.appended'>) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(row: AppendedRow): void {
    this.#rows.push(row);
    // Twice the size, so that the older half goes at once and not row by row.
    if (this.#rows.length > (this.#omitted === 0 ? mostRows : 2 * floodRows)) this.#drop();
    this.#timer ??= this.#clock.after(batchMs, () => this.#flush());
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#rows = [];
    this.#omitted = 0;
  }

  #drop(): void {
    this.#omitted += Math.max(0, this.#rows.length - floodRows);
    this.#rows = this.#rows.slice(-floodRows);
  }

  #flush(): void {
    this.#timer = null;
    if (this.#omitted > 0) this.#drop();
    const rows = this.#rows.map(viewAuditRow);
    const omitted = this.#omitted;
    this.#rows = [];
    this.#omitted = 0;
    this.#tell({ rows, omitted, headSeq: rows.at(-1)?.seq ?? 0 });
  }
}
