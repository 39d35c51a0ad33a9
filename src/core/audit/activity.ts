import type { Activity, AuditFilter } from './audit-reader.ts';
import { type ActivityRow, CallTallies } from './call-tallies.ts';
import type { LogView } from './log-view.ts';
import { toCondition } from './query.ts';
import { type SeqRange, seqRange } from './seq-range.ts';

const batchRows = 5_000;

/**
 * Calls and refusals over time, with their durations; yields between batches. The buckets are those of the epoch that hold the
 * time asked for, so that the first and the last may reach beyond it.
 */
export function* activityOf(
  view: LogView,
  filter: AuditFilter,
  buckets: number,
  nowUs: number,
): Generator<undefined, Activity> {
  const fromUs = filter.fromUs ?? firstTime(view) ?? nowUs;
  const toUs = Math.max(filter.toUs ?? nowUs, fromUs + 1);
  const bucketUs = Math.max(1, Math.ceil((toUs - fromUs) / Math.max(1, buckets - 1)));
  const tallies = new CallTallies(bucketUs);
  const bounded = { ...filter, fromUs, toUs };
  for (const rows of activityRows(view, bounded, seqRange(view, bounded))) {
    for (const row of rows) tallies.add(row);
    yield undefined;
  }
  return tallies.result(Math.floor(fromUs / bucketUs), buckets);
}

/**
 * The latest activity, kept up to date: rows never change, so each is read once for as long as this lives. The window moves on
 * with time, a whole bucket at once.
 */
export class RecentActivity {
  readonly #tallies: CallTallies;
  readonly #buckets: number;
  #lastSeq: number | null = null;
  #busy = false;

  constructor(bucketUs: number, buckets: number) {
    this.#tallies = new CallTallies(bucketUs);
    this.#buckets = buckets;
  }

  /** Several may read it at once: they take turns, so that no row is counted twice. */
  *read(view: LogView, nowUs: number): Generator<undefined, Activity> {
    while (this.#busy) yield undefined;
    this.#busy = true;
    try {
      const first = Math.floor(nowUs / this.#tallies.bucketUs) - this.#buckets + 1;
      yield* this.#catchUp(view, first * this.#tallies.bucketUs);
      this.#tallies.forgetBefore(first);
      return this.#tallies.result(first, this.#buckets);
    } finally {
      this.#busy = false;
    }
  }

  *#catchUp(view: LogView, fromUs: number): Generator<undefined, void> {
    const { first } = seqRange(view, { fromUs });
    const range = { first: Math.max(first, (this.#lastSeq ?? 0) + 1), last: view.head.seq };
    for (const rows of activityRows(view, {}, range)) {
      for (const row of rows) this.#tallies.add(row);
      this.#lastSeq = rows.at(-1)?.[0] ?? this.#lastSeq;
      yield undefined;
    }
    this.#lastSeq = Math.max(this.#lastSeq ?? 0, view.head.seq);
  }
}

function firstTime(view: LogView): number | undefined {
  return view.parts[0]?.database
    .prepare<[], number>('SELECT at_us FROM entry ORDER BY seq LIMIT 1')
    .pluck()
    .get();
}

/** Rows that match and every outcome, oldest first, in batches. */
function* activityRows(
  view: LogView,
  filter: AuditFilter,
  { first, last }: SeqRange,
): Generator<ActivityRow[]> {
  const { sql, values } = toCondition(filter);
  for (const part of view.parts) {
    const statement = part.database
      .prepare<unknown[], ActivityRow>(
        `SELECT seq, kind, at_us, parent_seq, server_id, code,
           CASE kind WHEN 'call.outcome' THEN body ->> 'duration_us' END
         FROM entry WHERE seq > ? AND seq <= ?
           AND (kind = 'call.outcome' OR (kind IN ('call.intent', 'call.denied', 'auth.failed') AND ${sql}))
         ORDER BY seq LIMIT ${batchRows}`,
      )
      .raw();
    for (let after = first - 1; ; ) {
      const rows = statement.all(after, Math.min(last, part.lastSeq), ...values);
      yield rows;
      if (rows.length < batchRows) break;
      after = rows.at(-1)?.[0] ?? part.lastSeq;
    }
  }
}
