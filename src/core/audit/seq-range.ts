import type { AuditFilter } from './audit-reader.ts';
import type { LogPart } from './log-part.ts';
import type { LogView } from './log-view.ts';

/** Rows with a seq from `first` to `last`. */
export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

/** How far a wall clock may have been set back without a row of the wanted time being missed. */
const clockStepUs = 60_000_000;

/**
 * Where in the log the rows of a filter's time lie. There is no index on time: seq order is time order, but for a clock that was
 * set back, so the range is wider than asked and the filter's own condition still decides each row.
 */
export function seqRange(view: LogView, { fromUs, toUs }: AuditFilter): SeqRange {
  const last = view.head.seq;
  return {
    first: fromUs === undefined ? 1 : firstAt(view, fromUs - clockStepUs),
    last: toUs === undefined ? last : Math.min(last, lastBefore(view, toUs)),
  };
}

/** Until now is until the head: a clock that was far ahead and has been set right must not hide what came after. */
function lastBefore(view: LogView, toUs: number): number {
  const last = view.head.seq;
  return timeAt(view, last) < toUs ? last : firstAt(view, toUs + clockStepUs);
}

/** The first seq whose row is not older than `atUs`, or one more than the last. */
export function firstAt(view: LogView, atUs: number): number {
  let low = 1;
  let high = view.head.seq + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeAt(view, middle) < atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeAt(view: LogView, seq: number): number {
  return partOf(view, seq)?.timeAt(seq) ?? 0;
}

/** The part that holds a row, if any does. */
export function partOf(view: LogView, seq: number): LogPart | undefined {
  return view.parts.find(({ lastSeq }) => lastSeq >= seq);
}
