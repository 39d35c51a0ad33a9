import type { Activity, AuditFilter, LatencyStats } from '../../src/core/audit/audit-reader.ts';
import type { LogView } from '../../src/core/audit/log-view.ts';

interface Call {
  readonly kind: string;
  readonly at_us: number;
  readonly client?: string;
  readonly server?: string;
  readonly item?: string;
  readonly decision?: string;
  readonly code?: number;
  readonly session?: string;
  readonly body: string;
  outcome?: { readonly code?: number; readonly duration_us?: number };
}

const kinds = ['call.intent', 'call.denied', 'auth.failed'];

/** The calls of a log as its bodies tell them, read one by one and with nothing in between, and the time of its first row. */
export function readCallsPlainly(view: LogView): { all: Call[]; firstUs: number } {
  const calls = new Map<number, Call>();
  let firstUs = 0;
  for (const { database, lastSeq } of view.parts) {
    const rows = database.prepare<[number], { seq: number; body: string }>(
      'SELECT seq, body FROM entry WHERE seq <= ? ORDER BY seq',
    );
    for (const { seq, body } of rows.all(lastSeq)) {
      const record = JSON.parse(body);
      if (seq === 1) firstUs = record.at_us;
      const call = calls.get(record.parent_seq);
      if (record.kind === 'call.outcome') {
        if (call?.kind === 'call.intent') call.outcome ??= record;
      } else if (kinds.includes(record.kind)) calls.set(seq, { ...record, body });
    }
  }
  return { all: [...calls.values()], firstUs };
}

/** What `latencyStats` has to answer. */
export function recountStats(calls: readonly Call[], filter: AuditFilter): LatencyStats[] {
  const wanted = calls.filter((call) => call.kind !== 'auth.failed' && matches(call, filter));
  return [...Map.groupBy(wanted, ({ server, client }) => `${server}\n${client}`).values()].map(
    (group) => ({
      server: group[0]?.server ?? '',
      client: group[0]?.client ?? '',
      calls: group.filter(({ kind }) => kind === 'call.intent').length,
      denied: group.filter(({ kind }) => kind === 'call.denied').length,
      ...percentiles(group),
    }),
  );
}

/** What an activity has to hold that was answered for these times and buckets. */
export function recountActivity(
  calls: readonly Call[],
  filter: AuditFilter,
  { fromUs, toUs, bucketUs, buckets }: Activity,
): Activity {
  const wanted = calls.filter(
    (call) => call.at_us >= fromUs && call.at_us < toUs && matches(call, filter),
  );
  const countBuckets = (some: readonly Call[]) => {
    const byBucket = Map.groupBy(some, ({ at_us }) => Math.floor((at_us - fromUs) / bucketUs));
    return buckets.map((_, index) => counts(byBucket.get(index) ?? []));
  };
  const byServer = Map.groupBy(wanted, ({ server }) => server ?? '');
  return {
    ...{ fromUs, toUs, bucketUs },
    buckets: countBuckets(wanted),
    total: { ...counts(wanted), ...percentiles(wanted) },
    servers: [...byServer]
      .filter(([server]) => server !== '')
      .map(([server, own]) => ({
        ...{ server, ...counts(own), ...percentiles(own) },
        buckets: countBuckets(own).map(({ allowed }) => allowed),
      }))
      .sort((one, other) => other.allowed - one.allowed),
  };
}

function matches(call: Call, filter: AuditFilter): boolean {
  const { fromUs, toUs, text, refused, session, client, server, item, kind, decision } = filter;
  const isRefused =
    call.decision === 'deny' || call.code !== undefined || call.kind === 'auth.failed';
  return (
    call.at_us >= (fromUs ?? 0) &&
    call.at_us < (toUs ?? Number.POSITIVE_INFINITY) &&
    (refused !== true || isRefused) &&
    (text === undefined || call.body.includes(text)) &&
    Object.entries({ client, server, item, kind, decision, session }).every(
      ([name, wanted]) => wanted === undefined || call[name as keyof Call] === wanted,
    )
  );
}

function counts(calls: readonly Call[]) {
  const allowed = calls.filter(({ kind }) => kind === 'call.intent');
  return {
    allowed: allowed.length,
    refused: calls.length - allowed.length,
    failed: allowed.filter(({ outcome }) => outcome?.code !== undefined).length,
  };
}

/** Of all durations, sorted; only then to the 4 % that are told apart. */
function percentiles(calls: readonly Call[]): { p50Us: number; p95Us: number } {
  const sorted = calls
    .flatMap(({ outcome }) => outcome?.duration_us ?? [])
    .sort((one, other) => one - other);
  const at = (share: number): number => {
    const exact = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1];
    if (exact === undefined) return 0;
    return Math.round(Math.exp(Math.round(Math.log(Math.max(1, exact)) * 25) / 25));
  };
  return { p50Us: at(0.5), p95Us: at(0.95) };
}
