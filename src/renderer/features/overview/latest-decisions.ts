import type { DecisionKind } from '../../ui/decision.tsx';

/** A decision of the log, as the short list shows it. */
export interface LatestDecision {
  readonly seq: number;
  readonly atUs: number;
  readonly client: string;
  readonly server: string;
  readonly item: string;
  readonly kind: DecisionKind;
}

interface StoredRow {
  readonly seq: number;
  readonly body: string;
}

/** Newest first, at most `limit`: what was decided, by the rows of the log. Rows of other kinds are passed over. */
export function latestDecisions(rows: Iterable<StoredRow>, limit: number): LatestDecision[] {
  const bySeq = new Map<number, LatestDecision>();
  for (const row of rows) {
    const decision = readDecision(row);
    if (decision !== null) bySeq.set(row.seq, decision);
  }
  return [...bySeq.values()].sort((one, other) => other.seq - one.seq).slice(0, limit);
}

const kinds: Readonly<Record<string, DecisionKind>> = {
  'call.intent': 'allowed',
  'call.denied': 'denied',
  'auth.failed': 'token-refused',
};

function readDecision({ seq, body }: StoredRow): LatestDecision | null {
  const row = toRecord(body);
  const kind = kinds[toText(row.kind)];
  if (kind === undefined) return null;
  return {
    seq,
    kind,
    atUs: typeof row.at_us === 'number' ? row.at_us : 0,
    client: toText(row.client),
    server: toText(row.server),
    item: toText(row.item),
  };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toRecord(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
