import type { AuditRowView } from '../../../shared/contract-audit.ts';
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

type DecisionRow = Pick<AuditRowView, 'seq' | 'atUs' | 'kind' | 'client' | 'server' | 'item'>;

const kinds: Readonly<Record<string, DecisionKind>> = {
  'call.intent': 'allowed',
  'call.denied': 'denied',
  'auth.failed': 'token-refused',
};

/** Newest first, at most `limit`: what was decided, by the rows of the log. Rows of other kinds are passed over. */
export function latestDecisions(rows: Iterable<DecisionRow>, limit: number): LatestDecision[] {
  const bySeq = new Map<number, LatestDecision>();
  for (const { seq, atUs, kind, client, server, item } of rows) {
    const decision = kinds[kind];
    if (decision === undefined) continue;
    bySeq.set(seq, {
      seq,
      atUs,
      kind: decision,
      client: client ?? '',
      server: server ?? '',
      item: item ?? '',
    });
  }
  return [...bySeq.values()].sort((one, other) => other.seq - one.seq).slice(0, limit);
}
