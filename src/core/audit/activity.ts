import type { Activity, ActivityBucket, ActivityTotal, AuditFilter } from './audit-reader.ts';
import { DurationHistogram } from './duration-histogram.ts';
import type { LogView } from './log-view.ts';
import { toCondition } from './query.ts';
import { seqRange } from './seq-range.ts';

/** seq, kind, at_us, parent_seq, server_id, code, duration_us */
type Row = [number, string, number, number | null, string | null, number | null, number | null];

const batchRows = 5_000;
const shownServers = 200;

class Tally {
  readonly buckets: ActivityBucket[];
  readonly #durations = new DurationHistogram();

  constructor(buckets: number) {
    this.buckets = Array.from({ length: buckets }, () => ({ allowed: 0, refused: 0, failed: 0 }));
  }

  count(bucket: number, what: keyof ActivityBucket): void {
    const counts = this.buckets[bucket];
    if (counts !== undefined) counts[what] += 1;
  }

  took(durationUs: number): void {
    this.#durations.add(durationUs);
  }

  total(): ActivityTotal {
    const sum = (what: keyof ActivityBucket) =>
      this.buckets.reduce((whole, counts) => whole + counts[what], 0);
    return {
      allowed: sum('allowed'),
      refused: sum('refused'),
      failed: sum('failed'),
      p50Us: this.#durations.percentileUs(0.5),
      p95Us: this.#durations.percentileUs(0.95),
    };
  }
}

/** Calls and refusals over time, with their durations; yields between batches. A call counts where it began. */
export function* activityOf(
  view: LogView,
  filter: AuditFilter,
  buckets: number,
  nowUs: number,
): Generator<undefined, Activity> {
  const fromUs = filter.fromUs ?? firstTime(view) ?? nowUs;
  const toUs = Math.max(filter.toUs ?? nowUs, fromUs + buckets);
  const tallies = new Tallies(fromUs, Math.ceil((toUs - fromUs) / buckets), buckets);
  for (const row of activityRows(view, { ...filter, fromUs, toUs })) {
    if (row === null) yield undefined;
    else tallies.add(row);
  }
  return { fromUs, toUs, ...tallies.result() };
}

class Tallies {
  readonly #fromUs: number;
  readonly #bucketUs: number;
  readonly #buckets: number;
  readonly #all: Tally;
  readonly #servers = new Map<string, Tally>();
  /** Calls whose outcome is still to come: where they began, and on which server. */
  readonly #open = new Map<number, { bucket: number; server: Tally | null }>();

  constructor(fromUs: number, bucketUs: number, buckets: number) {
    this.#fromUs = fromUs;
    this.#bucketUs = bucketUs;
    this.#buckets = buckets;
    this.#all = new Tally(buckets);
  }

  add([seq, kind, atUs, parentSeq, serverId, code, durationUs]: Row): void {
    if (kind === 'call.outcome') {
      this.#end(parentSeq ?? 0, code !== null, durationUs ?? 0);
      return;
    }
    const at = Math.floor((atUs - this.#fromUs) / this.#bucketUs);
    const bucket = Math.max(0, Math.min(this.#buckets - 1, at));
    const server = serverId === null || serverId === '' ? null : this.#tallyOf(serverId);
    const what = kind === 'call.intent' ? 'allowed' : 'refused';
    this.#all.count(bucket, what);
    server?.count(bucket, what);
    if (kind === 'call.intent') this.#open.set(seq, { bucket, server });
  }

  result(): Omit<Activity, 'fromUs' | 'toUs'> {
    const servers = [...this.#servers].map(([server, tally]) => ({
      server,
      ...tally.total(),
      buckets: tally.buckets.map(({ allowed }) => allowed),
    }));
    return {
      bucketUs: this.#bucketUs,
      buckets: this.#all.buckets,
      total: this.#all.total(),
      servers: servers.sort((one, other) => other.allowed - one.allowed).slice(0, shownServers),
    };
  }

  #end(parentSeq: number, failed: boolean, durationUs: number): void {
    const call = this.#open.get(parentSeq);
    if (call === undefined) return;
    this.#open.delete(parentSeq);
    for (const tally of [this.#all, call.server]) {
      if (failed) tally?.count(call.bucket, 'failed');
      tally?.took(durationUs);
    }
  }

  #tallyOf(server: string): Tally {
    const known = this.#servers.get(server);
    if (known !== undefined) return known;
    const made = new Tally(this.#buckets);
    this.#servers.set(server, made);
    return made;
  }
}

function firstTime(view: LogView): number | undefined {
  return view.parts[0]?.database
    .prepare<[], number>('SELECT at_us FROM entry ORDER BY seq LIMIT 1')
    .pluck()
    .get();
}

/** Rows that match and every outcome of their time, oldest first; null between batches. */
function* activityRows(view: LogView, filter: AuditFilter): Generator<Row | null> {
  const { sql, values } = toCondition(filter);
  const { first, last } = seqRange(view, filter);
  for (const part of view.parts) {
    const statement = part.database
      .prepare<unknown[], Row>(
        `SELECT seq, kind, at_us, parent_seq, server_id, code,
           CASE kind WHEN 'call.outcome' THEN body ->> 'duration_us' END
         FROM entry WHERE seq > ? AND seq <= ?
           AND (kind = 'call.outcome' OR (kind IN ('call.intent', 'call.denied', 'auth.failed') AND ${sql}))
         ORDER BY seq LIMIT ${batchRows}`,
      )
      .raw();
    for (let after = first - 1; ; ) {
      const rows = statement.all(after, Math.min(last, part.lastSeq), ...values);
      yield* rows;
      yield null;
      if (rows.length < batchRows) break;
      after = rows.at(-1)?.[0] ?? part.lastSeq;
    }
  }
}
