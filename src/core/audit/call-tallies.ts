import type { Activity, ActivityBucket, ActivityTotal } from './audit-reader.ts';
import type { CallSink } from './call-walk.ts';
import { DurationHistogram } from './duration-histogram.ts';
import { hasFailed, noOutcome, outcomeBucket } from './packed-outcome.ts';
import type { Subject } from './subject.ts';

const shownServers = 200;

interface Tally extends ActivityBucket {
  readonly durations: DurationHistogram;
}

/** Tallies of one server by the number of their bucket; empty ones are not there. */
class ServerTallies {
  readonly byBucket = new Map<number, Tally>();
  /** Calls come in the order of time, so the next one mostly counts where the last did. */
  #last: { readonly bucket: number; readonly tally: Tally } | null = null;

  at(bucket: number): Tally {
    if (this.#last?.bucket === bucket) return this.#last.tally;
    const tally = this.byBucket.get(bucket) ?? emptyTally();
    this.byBucket.set(bucket, tally);
    this.#last = { bucket, tally };
    return tally;
  }
}

interface Group {
  readonly tallies: ServerTallies;
  readonly what: 'allowed' | 'refused';
}

/** Calls counted in buckets of one length since 1970, by server. A call counts where it began. */
export class CallTallies implements CallSink<Group> {
  readonly bucketUs: number;
  /** What names no server is under the empty name. */
  readonly #servers = new Map<string, ServerTallies>();

  constructor(bucketUs: number) {
    this.bucketUs = bucketUs;
  }

  groupOf({ kind, server }: Subject): Group {
    const tallies = this.#servers.get(server ?? '') ?? new ServerTallies();
    this.#servers.set(server ?? '', tallies);
    return { tallies, what: kind === 'call.intent' ? 'allowed' : 'refused' };
  }

  begin({ tallies, what }: Group, atUs: number, outcome: number): void {
    const tally = tallies.at(Math.floor(atUs / this.bucketUs));
    tally[what] += 1;
    if (outcome !== noOutcome) settle(tally, outcome);
  }

  end({ tallies }: Group, atUs: number, outcome: number): void {
    settle(tallies.at(Math.floor(atUs / this.bucketUs)), outcome);
  }

  /** What lies in `count` buckets from `first` on. */
  result(first: number, count: number): Activity {
    const servers = [...this.#servers].map(([server, { byBucket }]) => {
      const tallies = Array.from({ length: count }, (_, index) => byBucket.get(first + index));
      return { server, tallies, total: sumOf(tallies) };
    });
    const all = Array.from({ length: count }, (_, index) =>
      countsOf(servers.map(({ tallies }) => tallies[index])),
    );
    return {
      fromUs: first * this.bucketUs,
      toUs: (first + count) * this.bucketUs,
      bucketUs: this.bucketUs,
      buckets: all,
      total: totalOf(sumOf(servers.map(({ total }) => total))),
      servers: servers
        .filter(({ server, total }) => server !== '' && total.allowed + total.refused > 0)
        .sort((one, other) => other.total.allowed - one.total.allowed)
        .slice(0, shownServers)
        .map(({ server, tallies, total }) => ({
          server,
          ...totalOf(total),
          buckets: tallies.map((tally) => tally?.allowed ?? 0),
        })),
    };
  }
}

function settle(tally: Tally, outcome: number): void {
  if (hasFailed(outcome)) tally.failed += 1;
  const duration = outcomeBucket(outcome);
  if (duration !== null) tally.durations.add(duration);
}

function emptyTally(): Tally {
  return { allowed: 0, refused: 0, failed: 0, durations: new DurationHistogram() };
}

function countsOf(tallies: readonly (Tally | undefined)[]): ActivityBucket {
  const sum = { allowed: 0, refused: 0, failed: 0 };
  for (const tally of tallies) {
    sum.allowed += tally?.allowed ?? 0;
    sum.refused += tally?.refused ?? 0;
    sum.failed += tally?.failed ?? 0;
  }
  return sum;
}

function sumOf(tallies: readonly (Tally | undefined)[]): Tally {
  const durations = new DurationHistogram();
  for (const tally of tallies) if (tally !== undefined) durations.merge(tally.durations);
  return { ...countsOf(tallies), durations };
}

function totalOf({ allowed, refused, failed, durations }: Tally): ActivityTotal {
  return {
    ...{ allowed, refused, failed },
    p50Us: durations.percentileUs(0.5),
    p95Us: durations.percentileUs(0.95),
  };
}
