import type { CallBlock, Subject } from './call-block.ts';
import type { LogPart, LogView } from './log-view.ts';
import { packOutcome } from './packed-outcome.ts';
import type { Condition } from './query.ts';
import { partOf } from './seq-range.ts';

/** So few that their pages are still in SQLite's cache when they are read for the second time. */
const batchRows = 1_000;

type CallRow = [seq: number, atUs: number, subject: string];
type OutcomeRow = [parentSeq: number, failed: number, durationUs: number | null];

/** As one JSON text: half of what reading a long log costs is handing its rows over, and most subjects are known already. */
const subjectText = 'json_array(kind, client_id, server_id, item, decision, code IS NOT NULL)';

/**
 * Adds the rows behind the last of a block, up to `last`: calls that meet the condition, and every outcome.
 */
export function readCalls(view: LogView, block: CallBlock, last: number, where: Condition): void {
  for (const part of view.parts) {
    const end = Math.min(last, part.lastSeq);
    if (end <= block.lastSeq) continue;
    const addCalls = callAdder(part, block, where);
    const addOutcomes = outcomeAdder(part, block);
    for (let after = block.lastSeq; after < end; after += batchRows) {
      const to = Math.min(end, after + batchRows);
      addCalls(after, to);
      addOutcomes(after, to);
    }
    block.lastSeq = end;
  }
}

/** How a call ended whose outcome lies anywhere behind it; null where it has not. */
export function findOutcome(view: LogView, seq: number): number | null {
  const own = partOf(view, seq);
  if (own === undefined) return null;
  const callId = own.database
    .prepare<[number], Buffer | null>('SELECT call_id FROM entry WHERE seq = ?')
    .pluck()
    .get(seq);
  for (const part of view.parts.slice(view.parts.indexOf(own))) {
    const outcome = part.database
      .prepare<unknown[], OutcomeRow>(
        `${selectOutcomes} call_id = ? AND kind = 'call.outcome' AND parent_seq = ? AND seq <= ?
         ORDER BY seq LIMIT 1`,
      )
      .raw()
      .get(callId, seq, part.lastSeq);
    if (outcome !== undefined) return packOutcome(outcome[1] === 1, outcome[2]);
  }
  return null;
}

function callAdder({ database }: LogPart, block: CallBlock, where: Condition) {
  const calls = database
    .prepare<unknown[], CallRow>(
      `SELECT seq, at_us, ${subjectText} FROM entry WHERE seq > ? AND seq <= ?
         AND kind IN ('call.intent', 'call.denied', 'auth.failed') AND ${where.sql} ORDER BY seq`,
    )
    .raw();
  return (after: number, to: number): void => {
    for (const [seq, atUs, text] of calls.all(after, to, ...where.values)) {
      const number = block.knownNumber(text) ?? block.addSubject(text, toSubject(text));
      block.addCall(seq, atUs, number);
    }
  };
}

const selectOutcomes = `SELECT parent_seq, code IS NOT NULL, CAST(body ->> 'duration_us' AS INTEGER)
  FROM entry WHERE`;

function outcomeAdder({ database }: LogPart, block: CallBlock) {
  const outcomes = database
    .prepare<[number, number], OutcomeRow>(
      `${selectOutcomes} seq > ? AND seq <= ? AND kind = 'call.outcome' AND parent_seq < seq ORDER BY seq`,
    )
    .raw();
  return (after: number, to: number): void => {
    for (const [parentSeq, failed, durationUs] of outcomes.all(after, to))
      block.addOutcome(parentSeq, packOutcome(failed === 1, durationUs));
  };
}

function toSubject(json: string): Subject {
  const [kind, client, server, item, decision, hasCode]: unknown[] = JSON.parse(json);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    kind: text(kind) ?? '',
    client: text(client),
    server: text(server),
    item: text(item),
    decision: text(decision),
    hasCode: hasCode === 1,
  };
}
