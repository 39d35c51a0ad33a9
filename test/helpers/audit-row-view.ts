import type { AuditRowView } from '../../src/shared/contract-audit.ts';

/** A row of the log as the page gets it: an allowed call whose time is its number, with what a test says of it. */
export function testRow(seq: number, about: Partial<AuditRowView> = {}): AuditRowView {
  return {
    seq,
    hash: seq.toString(16).padStart(64, '0'),
    body: '{}',
    atUs: seq,
    kind: 'call.intent',
    actor: null,
    client: null,
    server: null,
    item: null,
    decision: null,
    rule: null,
    revision: null,
    code: null,
    reason: null,
    session: null,
    callId: null,
    parentSeq: null,
    result: null,
    durationUs: null,
    outcome: null,
    ...about,
  };
}

/** Rows of these numbers, in this order. */
export const testRows = (...seqs: number[]) => seqs.map((seq) => testRow(seq));
