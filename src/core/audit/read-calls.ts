import type { CallBlock, Subject } from './call-block.ts';
import type { LogPart, LogView } from './log-view.ts';
import { packOutcome } from './packed-outcome.ts';
import type { Condition } from './query.ts';
import { partOf } from './seq-range.ts';

/** So few that their pages are still in SQLite's cache when they are read for the second time. */
const batchRows = 1_000;

type CallRow = [seq: number, atUs: number, subject: string | null];
type OutcomeRow = [parentSeq: number, failed: number, durationUs: number | null];
type SubjectRow = [
  kind: string,
  client: string | null,
  server: string | null,
  item: string | null,
  decision: string | null,
  hasCode: number,
];

/** Stands between the texts of a subject. A text that holds it is noticed: there are too many then. */
const separator = '\u001f';
const subjectColumns = ['kind', 'client_id', 'server_id', 'item', 'decision', 'code IS NOT NULL'];
const subjectText = subjectColumns.map((column) => `(${column})`).join(' || char(31) || ');

/**
 * An outcome as one number: how far its call is from a base, whether it failed, how long it took. Null, or too large to be
 * exact, where it has no duration or a very long one, and at the limits of the distance.
 */
const distances = 2 ** 20;
const durationUnit = 2 * distances;
const outcomeNumber = `max(0, min(parent_seq - ?, ${distances - 1})) * 2 + (code IS NOT NULL)
  + CAST(body ->> 'duration_us' AS INTEGER) * ${durationUnit}`;

/**
 * Adds the rows behind the last of a block, up to `last`: calls that meet the condition, and every outcome. A row hands over
 * little, one number or one text, because that is half of what reading a long log costs.
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
  const columns = database
    .prepare<[number], SubjectRow>(`SELECT ${subjectColumns.join()} FROM entry WHERE seq = ?`)
    .raw();
  const numberOf = (seq: number, text: string | null): number => {
    if (text !== null) {
      const number = block.knownNumber(text);
      if (number !== undefined) return number;
      const texts = text.split(separator);
      if (texts.length === subjectColumns.length) return block.addSubject(text, toSubject(texts));
    }
    const row = columns.get(seq);
    const key = JSON.stringify(row);
    return block.knownNumber(key) ?? block.addSubject(key, toSubject(row ?? []));
  };
  return (after: number, to: number): void => {
    for (const [seq, atUs, text] of calls.all(after, to, ...where.values))
      block.addCall(seq, atUs, numberOf(seq, text));
  };
}

const selectOutcomes = `SELECT parent_seq, code IS NOT NULL, CAST(body ->> 'duration_us' AS INTEGER)
  FROM entry WHERE`;
const outcomesInRange =
  "seq > ? AND seq <= ? AND kind = 'call.outcome' AND parent_seq < seq ORDER BY seq";

function outcomeAdder({ database }: LogPart, block: CallBlock) {
  const base = block.firstSeq - distances / 2;
  const numbers = database
    .prepare<[number, number, number], number | null>(
      `SELECT ${outcomeNumber} FROM entry WHERE ${outcomesInRange}`,
    )
    .pluck();
  const rows = database
    .prepare<[number, number], OutcomeRow>(`${selectOutcomes} ${outcomesInRange}`)
    .raw();
  return (after: number, to: number): void => {
    const packed = numbers.all(base, after, to);
    if (packed.every(isExact)) {
      for (const number of packed) {
        const rest = number % durationUnit;
        const outcome = packOutcome(rest % 2 === 1, Math.floor(number / durationUnit));
        block.addOutcome(base + Math.floor(rest / 2), outcome);
      }
    } else {
      for (const [parentSeq, failed, durationUs] of rows.all(after, to))
        block.addOutcome(parentSeq, packOutcome(failed === 1, durationUs));
    }
  };
}

function isExact(number: number | null): number is number {
  if (number === null || number < 0 || !Number.isSafeInteger(number)) return false;
  const distance = Math.floor((number % durationUnit) / 2);
  return distance > 0 && distance < distances - 1;
}

function toSubject(row: readonly (string | number | null)[]): Subject {
  const [kind, client, server, item, decision, hasCode] = row;
  const text = (value: string | number | null | undefined) =>
    typeof value === 'string' ? value : null;
  return {
    kind: text(kind) ?? '',
    ...{ client: text(client), server: text(server), item: text(item), decision: text(decision) },
    hasCode: Number(hasCode) === 1,
  };
}
