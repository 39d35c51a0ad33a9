import { blockRows, blockStart, CallBlock } from './call-block.ts';
import type { LogView } from './log-view.ts';
import { everyRow } from './query.ts';
import { readCalls } from './read-calls.ts';
import type { SeqRange } from './seq-range.ts';
import type { StoredCallsReader } from './stored-calls-reader.ts';

interface Kept {
  readonly block: CallBlock;
  /** As it was counted when it was kept. */
  readonly bytes: number;
  /** The last question that used it. */
  readonly question: number;
}

/**
 * The calls of the log in blocks, each read once for as long as it is kept: rows never change, so only those behind the last
 * are read again, and of these only what the writer has not handed over. They take `limitBytes` at most; above it the block that
 * was not asked for longest goes, but none that the same question used: a log that is longer than what is kept would push out
 * each block just before it is wanted.
 */
export class CallBlocks {
  readonly #limitBytes: number;
  readonly #stored: StoredCallsReader;
  /** By number; the one that was not asked for longest comes first. */
  readonly #kept = new Map<number, Kept>();
  #bytes = 0;
  #questions = 0;

  constructor(limitBytes: number, stored: StoredCallsReader) {
    this.#limitBytes = limitBytes;
    this.#stored = stored;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The blocks that hold a range, oldest first. Each may hold rows beside the range, but none behind the view's head. */
  *read(view: LogView, { first, last }: SeqRange): Generator<CallBlock, void> {
    const question = ++this.#questions;
    this.#stored.request();
    for (let next = blockStart(first); next <= last; next += blockRows)
      yield this.#block(view, next, question);
  }

  #block(view: LogView, firstSeq: number, question: number): CallBlock {
    const end = Math.min(firstSeq + blockRows - 1, view.head.seq);
    const known = this.#kept.get(firstSeq)?.block;
    // A question that began later has seen more of the log than this one: it keeps what it has.
    const isAhead = known !== undefined && known.lastSeq > end;
    const isSame = known?.last != null && view.holds(known.last);
    const block = isSame ? known : new CallBlock(firstSeq);
    if (block.lastSeq < end) {
      // Where reading fails in the middle, half of a block must not be kept.
      if (!isAhead) this.#drop(firstSeq);
      this.#stored.addTo(block, view, end);
      readCalls(view, block, end, everyRow);
      const hash = view.hashAt(end);
      block.last = hash && { seq: end, hash };
      if (end === firstSeq + blockRows - 1) block.close();
    }
    if (!isAhead) this.#keep(block, question);
    return block;
  }

  #keep(block: CallBlock, question: number): void {
    this.#drop(block.firstSeq);
    const { bytes } = block;
    for (const [firstSeq, oldest] of this.#kept) {
      if (this.#bytes + bytes <= this.#limitBytes) break;
      if (oldest.question === question) return;
      this.#drop(firstSeq);
    }
    if (this.#bytes + bytes > this.#limitBytes) return;
    this.#kept.set(block.firstSeq, { block, bytes, question });
    this.#bytes += bytes;
  }

  #drop(firstSeq: number): void {
    this.#bytes -= this.#kept.get(firstSeq)?.bytes ?? 0;
    this.#kept.delete(firstSeq);
  }
}
