import type { Activity, ActivityBucket, ActivityTotal } from './audit-reader.ts';
import { DurationHistogram } from './duration-histogram.ts';

/** seq, kind, at_us, parent_seq, server_id, code, duration_us */
export type ActivityRow = [
  seq: number,
  kind: string,
  atUs: number,
  parentSeq: number | null,
  serverId: string | null,
  code: number | null,
  durationUs: number | null,
];

const shownServers = 200;

interface Tally extends ActivityBucket {
  readonly durations: DurationHistogram;
}

/** Tallies by the number of their bucket; empty ones are not there. */
type Tallies = Map<number, Tally>;

/** Calls counted in buckets of one length since 1970, as a whole and by server. A call counts where it began. */
export class CallTallies {
  readonly bucketUs: number;
  readonly #all: Tallies = new Map();
  readonly #servers = new Map<string, Tallies>();
  /** Calls whose outcome is still to come: where they began, and on which server. */
  readonly #open = new Map<number, { bucket: number; server: Tallies | null }>();

  constructor(bucketUs: number) {
    this.bucketUs = bucketUs;
  }

  add([seq, kind, atUs, parentSeq, serverId, code, durationUs]: ActivityRow): void {
    if (kind === 'call.outcome') {
      this.#end(parentSeq ?? 0, code !== null, durationUs ?? 0);
      return;
    }
    const bucket = Math.floor(atUs / this.bucketUs);
    const server = serverId === null || serverId === '' ? null : this.#serverTallies(serverId);
    const what = kind === 'call.intent' ? 'allowed' : 'refused';
    tallyOf(this.#all, bucket)[what] += 1;
    if (server !== null) tallyOf(server, bucket)[what] += 1;
    if (kind === 'call.intent') this.#open.set(seq, { bucket, server });
  }

  /** Forgets what lies before a bucket. */
  forgetBefore(bucket: number): void {
    for (const tallies of [this.#all, ...this.#servers.values()])
      for (const known of tallies.keys()) if (known < bucket) tallies.delete(known);
    for (const [server, tallies] of this.#servers)
      if (tallies.size === 0) this.#servers.delete(server);
    for (const [seq, call] of this.#open) if (call.bucket < bucket) this.#open.delete(seq);
  }

  /** What lies in `count` buckets from `first` on. */
  result(first: number, count: number): Activity {
    const servers = [...this.#servers].map(([server, tallies]) => {
      const buckets = listOf(tallies, first, count);
      return { server, ...totalOf(buckets), buckets: buckets.map((tally) => tally?.allowed ?? 0) };
    });
    const all = listOf(this.#all, first, count);
    return {
      fromUs: first * this.bucketUs,
      toUs: (first + count) * this.bucketUs,
      bucketUs: this.bucketUs,
      buckets: all.map((tally) => ({
        allowed: tally?.allowed ?? 0,
        refused: tally?.refused ?? 0,
        failed: tally?.failed ?? 0,
      })),
      total: totalOf(all),
      servers: servers
        .filter(({ allowed, refused }) => allowed + refused > 0)
        .sort((one, other) => other.allowed - one.allowed)
        .slice(0, shownServers),
    };
  }

  #end(parentSeq: number, failed: boolean, durationUs: number): void {
    const call = this.#open.get(parentSeq);
    if (call === undefined) return;
    this.#open.delete(parentSeq);
    for (const tallies of call.server === null ? [this.#all] : [this.#all, call.server]) {
      const tally = tallyOf(tallies, call.bucket);
      if (failed) tally.failed += 1;
      tally.durations.add(durationUs);
    }
  }

  #serverTallies(server: string): Tallies {
    const known = this.#servers.get(server);
    if (known !== undefined) return known;
    const made: Tallies = new Map();
    this.#servers.set(server, made);
    return made;
  }
}

function tallyOf(tallies: Tallies, bucket: number): Tally {
  const known = tallies.get(bucket);
  if (known !== undefined) return known;
  const made = { allowed: 0, refused: 0, failed: 0, durations: new DurationHistogram() };
  tallies.set(bucket, made);
  return made;
}

function listOf(tallies: Tallies, first: number, count: number): (Tally | undefined)[] {
  return Array.from({ length: count }, (_, index) => tallies.get(first + index));
}

function totalOf(buckets: readonly (Tally | undefined)[]): ActivityTotal {
  const durations = new DurationHistogram();
  const total = { allowed: 0, refused: 0, failed: 0 };
  for (const tally of buckets) {
    if (tally === undefined) continue;
    total.allowed += tally.allowed;
    total.refused += tally.refused;
    total.failed += tally.failed;
    durations.merge(tally.durations);
  }
  return { ...total, p50Us: durations.percentileUs(0.5), p95Us: durations.percentileUs(0.95) };
}
