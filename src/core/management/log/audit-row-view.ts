import type { AuditRowView } from '../../../shared/contract-audit.ts';

interface StoredRow {
  readonly seq: number;
  readonly hash: string;
  readonly body: string;
  readonly related?: { readonly seq: number; readonly body: string };
}

type Members = Readonly<Record<string, unknown>>;

/** A row with what lists show of its body, read once. Whatever is missing or of another type is null. */
export function viewAuditRow({ seq, hash, body, related }: StoredRow): AuditRowView {
  const own = membersOf(body);
  const other = related === undefined ? null : membersOf(related.body);
  const isOutcome = own.kind === 'call.outcome';
  // An outcome says who and what only through its intent.
  const subject = isOutcome && other !== null ? other : own;
  return {
    seq,
    hash,
    body,
    atUs: Math.max(0, numberOf(own.at_us) ?? 0),
    kind: textOf(own.kind) ?? '',
    actor: actorOf(own.actor),
    client: textOf(subject.client),
    server: textOf(subject.server),
    item: textOf(subject.item),
    decision: textOf(own.decision),
    rule: textOf(subject.rule),
    revision: numberOf(subject.revision),
    code: numberOf(own.code),
    reason: textOf(own.reason),
    session: textOf(subject.session),
    callId: textOf(own.call_id),
    parentSeq: numberOf(own.parent_seq),
    result: textOf(own.result),
    durationUs: numberOf(own.duration_us),
    outcome:
      isOutcome || related === undefined || other === null ? null : outcomeOf(related.seq, other),
  };
}

function outcomeOf(seq: number, members: Members): AuditRowView['outcome'] {
  const { delivered } = members;
  return {
    seq,
    result: textOf(members.result) ?? '',
    code: numberOf(members.code),
    durationUs: numberOf(members.duration_us),
    delivered: typeof delivered === 'boolean' ? delivered : null,
  };
}

function membersOf(json: string): Members {
  try {
    const value: unknown = JSON.parse(json);
    return isMembers(value) ? value : {};
  } catch {
    return {};
  }
}

function actorOf(value: unknown): AuditRowView['actor'] {
  if (!isMembers(value)) return null;
  return { type: textOf(value.type) ?? '', door: textOf(value.door) ?? '' };
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return Number.isSafeInteger(value) ? Number(value) : null;
}
