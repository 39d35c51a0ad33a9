import type { AuditFilter, LatencyStats } from './audit-reader.ts';
import type { LogView } from './log-view.ts';
import { toCondition } from './query.ts';

interface CallRow {
  seq: number;
  kind: string;
  parentSeq: number | null;
  client: string | null;
  server: string | null;
  durationUs: number | null;
}

/** Durations in buckets 4 % wide: percentiles of any number of calls in constant memory. */
class Histogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(durationUs: number): void {
    const bucket = Math.round(Math.log(Math.max(1, durationUs)) * bucketsPerE);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total += 1;
  }

  percentileUs(share: number): number {
    let left = Math.max(1, Math.ceil(this.#total * share));
    for (const [bucket, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.round(Math.exp(bucket / bucketsPerE));
    }
    return 0;
  }
}

const bucketsPerE = 25;
const batchRows = 2_000;

/** Counts and latency percentiles per server and client; yields between batches so that others are served. */
export function* latencyStats(
  view: LogView,
  filter: AuditFilter,
): Generator<undefined, LatencyStats[]> {
  const groups = new Map<string, { stats: LatencyStats; durations: Histogram }>();
  const open = new Map<number, Histogram>();
  const groupOf = ({ server, client }: CallRow) => {
    const key = JSON.stringify([server, client]);
    const found = groups.get(key);
    if (found !== undefined) return found;
    const stats = { server: server ?? '', client: client ?? '' };
    const made = {
      stats: { ...stats, calls: 0, denied: 0, p50Us: 0, p95Us: 0 },
      durations: new Histogram(),
    };
    groups.set(key, made);
    return made;
  };
  for (const row of callRows(view, filter)) {
    if (row === null) yield undefined;
    else if (row.kind === 'call.outcome') {
      const durations = open.get(row.parentSeq ?? 0);
      if (durations !== undefined && row.durationUs !== null) durations.add(row.durationUs);
      open.delete(row.parentSeq ?? 0);
    } else {
      const { stats, durations } = groupOf(row);
      if (row.kind === 'call.denied') stats.denied += 1;
      else {
        stats.calls += 1;
        open.set(row.seq, durations);
      }
    }
  }
  for (const { stats, durations } of groups.values()) {
    stats.p50Us = durations.percentileUs(0.5);
    stats.p95Us = durations.percentileUs(0.95);
  }
  return [...groups.values()].map(({ stats }) => stats);
}

/** Calls that match and every outcome, oldest first; null between batches. */
function* callRows(view: LogView, filter: AuditFilter): Generator<CallRow | null> {
  const condition = toCondition(filter);
  for (const part of view.parts) {
    const statement = part.database.prepare<unknown[], CallRow>(
      `SELECT seq, kind, parent_seq AS parentSeq, client_id AS client, server_id AS server,
         CASE kind WHEN 'call.outcome' THEN body ->> 'duration_us' END AS durationUs
       FROM entry WHERE seq > ? AND seq <= ?
         AND (kind = 'call.outcome' OR (kind IN ('call.intent', 'call.denied') AND ${condition.sql}))
       ORDER BY seq LIMIT ${batchRows}`,
    );
    for (let after = 0; ; ) {
      const rows = statement.all(after, part.lastSeq, ...condition.values);
      yield* rows;
      yield null;
      if (rows.length < batchRows) break;
      after = rows.at(-1)?.seq ?? part.lastSeq;
    }
  }
}
