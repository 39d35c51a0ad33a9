import type { Activity } from './audit-reader.ts';
import { blockRows, CallBlock } from './call-block.ts';
import type { CallBlocks } from './call-blocks.ts';
import { CallTallies } from './call-tallies.ts';
import { CallWalk } from './call-walk.ts';
import type { Head } from './chain.ts';
import type { LogView } from './log-view.ts';
import { everyRow } from './query.ts';
import { readCalls } from './read-calls.ts';
import { type SeqRange, seqRange } from './seq-range.ts';

/**
 * The latest activity, kept up to date: rows never change, so each is counted once for as long as this lives. The window moves
 * on with time, a whole bucket at once.
 */
export class RecentActivity {
  readonly #bucketUs: number;
  readonly #buckets: number;
  #count: ReturnType<typeof newCount>;
  /** The last row that was counted. */
  #last: Head | null = null;
  #busy = false;

  constructor(bucketUs: number, buckets: number) {
    this.#bucketUs = bucketUs;
    this.#buckets = buckets;
    this.#count = newCount(bucketUs);
  }

  /** Several may read it at once: they take turns, so that no row is counted twice. */
  *read(view: LogView, blocks: CallBlocks, nowUs: number): Generator<undefined, Activity> {
    while (this.#busy) yield undefined;
    this.#busy = true;
    try {
      const first = Math.floor(nowUs / this.#bucketUs) - this.#buckets + 1;
      const fromUs = first * this.#bucketUs;
      yield* this.#catchUp(view, blocks, fromUs);
      const { tallies, walk } = this.#count;
      tallies.forgetBefore(first);
      walk.forgetBefore(fromUs);
      return tallies.result(first, this.#buckets);
    } finally {
      this.#busy = false;
    }
  }

  *#catchUp(view: LogView, blocks: CallBlocks, fromUs: number): Generator<undefined, void> {
    const { first, last } = seqRange(view, { fromUs });
    const isBehind = this.#last !== null && this.#last.seq >= first && view.holds(this.#last);
    if (!isBehind) this.#count = newCount(this.#bucketUs);
    const range = { first: isBehind ? (this.#last?.seq ?? 0) + 1 : first, last };
    // Left in the middle, it begins anew.
    this.#last = null;
    for (const block of isBehind ? newRows(view, range) : blocks.read(view, range)) {
      this.#count.walk.add(block, range);
      yield undefined;
    }
    this.#last = view.head;
  }
}

function newCount(bucketUs: number) {
  const tallies = new CallTallies(bucketUs);
  return { tallies, walk: new CallWalk(tallies, {}) };
}

/** Rows of which a part of their block was counted before. */
function* newRows(view: LogView, { first, last }: SeqRange): Generator<CallBlock, void> {
  for (let next = first; next <= last; next += blockRows) {
    const block = new CallBlock(next);
    readCalls(view, block, Math.min(last, next + blockRows - 1), everyRow);
    yield block;
  }
}
