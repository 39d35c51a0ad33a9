import type { AuditFilter, LatencyStats } from './audit-reader.ts';
import { DurationHistogram } from './duration-histogram.ts';
import type { LogView } from './log-view.ts';
import { toCondition } from './query.ts';
import { seqRange } from './seq-range.ts';

interface CallRow {
  seq: number;
  kind: string;
  parentSeq: number | null;
  client: string | null;
  server: string | null;
  durationUs: number | null;
}

const batchRows = 2_000;

/** Counts and latency percentiles per server and client; yields between batches so that others are served. */
export function* latencyStats(
  view: LogView,
  filter: AuditFilter,
): Generator<undefined, LatencyStats[]> {
  const groups = new Map<string, { stats: LatencyStats; durations: DurationHistogram }>();
  const open = new Map<number, DurationHistogram>();
  const groupOf = ({ server, client }: CallRow) => {
    const key = JSON.stringify([server, client]);
    const found = groups.get(key);
    if (found !== undefined) return found;
    const stats = { server: server ?? '', client: client ?? '' };
    const made = {
      stats: { ...stats, calls: 0, denied: 0, p50Us: 0, p95Us: 0 },
      durations: new DurationHistogram(),
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
  const { first, last } = seqRange(view, filter);
  for (const part of view.parts) {
    const statement = part.database.prepare<unknown[], CallRow>(
      `SELECT seq, kind, parent_seq AS parentSeq, client_id AS client, server_id AS server,
         CASE kind WHEN 'call.outcome' THEN body ->> 'duration_us' END AS durationUs
       FROM entry WHERE seq > ? AND seq <= ?
         AND (kind = 'call.outcome' OR (kind IN ('call.intent', 'call.denied') AND ${condition.sql}))
       ORDER BY seq LIMIT ${batchRows}`,
    );
    for (let after = first - 1; ; ) {
      const rows = statement.all(after, Math.min(last, part.lastSeq), ...condition.values);
      yield* rows;
      yield null;
      if (rows.length < batchRows) break;
      after = rows.at(-1)?.seq ?? part.lastSeq;
    }
  }
}
