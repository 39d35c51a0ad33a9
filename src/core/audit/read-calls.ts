import type { CallBlock } from './call-block.ts';
import type { LogPart } from './log-part.ts';
import type { LogView } from './log-view.ts';
import { packOutcome } from './packed-outcome.ts';
import type { Condition } from './query.ts';
import { partOf } from './seq-range.ts';
import { isCallSql, subjectKeySql } from './subject.ts';

/** So few that their pages are still in SQLite's cache when they are read for the second time. */
const batchRows = 1_000;

type CallRow = [seq: number, atUs: number, subjectKey: string];
type OutcomeRow = [parentSeq: number, failed: number, durationUs: number | null];

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
      `SELECT seq, at_us, ${subjectKeySql} FROM entry WHERE seq > ? AND seq <= ?
         AND ${isCallSql} AND ${where.sql} ORDER BY seq`,
    )
    .raw();
  return (after: number, to: number): void => {
    for (const [seq, atUs, key] of calls.all(after, to, ...where.values))
      block.addCall(seq, atUs, block.subjectNumber(key));
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
