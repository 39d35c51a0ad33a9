import type { AuditFilter, LatencyStats } from './audit-reader.ts';
import type { CallBlocks } from './call-blocks.ts';
import { type CallSink, walkCalls } from './call-walk.ts';
import { DurationHistogram } from './duration-histogram.ts';
import type { LogView } from './log-view.ts';
import { noOutcome, outcomeBucket } from './packed-outcome.ts';
import type { Subject } from './subject.ts';

/** Counts and latency percentiles per server and client; yields between blocks so that others are served. */
export function* latencyStats(
  view: LogView,
  blocks: CallBlocks,
  filter: AuditFilter,
): Generator<undefined, LatencyStats[]> {
  const tables = new LatencyTables();
  yield* walkCalls(view, blocks, filter, tables);
  return tables.result();
}

interface Table {
  readonly stats: LatencyStats;
  readonly durations: DurationHistogram;
}

interface Group extends Table {
  readonly what: 'calls' | 'denied';
}

class LatencyTables implements CallSink<Group> {
  readonly #tables = new Map<string, Table>();

  groupOf({ kind, server, client }: Subject): Group | null {
    if (kind === 'auth.failed') return null;
    const key = JSON.stringify([server, client]);
    const known = this.#tables.get(key) ?? {
      stats: {
        server: server ?? '',
        client: client ?? '',
        calls: 0,
        denied: 0,
        p50Us: 0,
        p95Us: 0,
      },
      durations: new DurationHistogram(),
    };
    this.#tables.set(key, known);
    return { ...known, what: kind === 'call.denied' ? 'denied' : 'calls' };
  }

  begin(group: Group, atUs: number, outcome: number): void {
    group.stats[group.what] += 1;
    if (outcome !== noOutcome) this.end(group, atUs, outcome);
  }

  end({ durations }: Group, _atUs: number, outcome: number): void {
    const bucket = outcomeBucket(outcome);
    if (bucket !== null) durations.add(bucket);
  }

  result(): LatencyStats[] {
    return [...this.#tables.values()].map(({ stats, durations }) => ({
      ...stats,
      p50Us: durations.percentileUs(0.5),
      p95Us: durations.percentileUs(0.95),
    }));
  }
}
