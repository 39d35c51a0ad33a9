import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Head } from './chain.ts';
import { type Frame, readFrame } from './frame.ts';

/** The two files take turns: one is written while the rows of the other move into the segments. */
export const journalNames = ['journal.0', 'journal.1'] as const;

/** Part of a journal file that holds whole frames. */
export interface JournalRange {
  readonly file: 0 | 1;
  readonly fromByte: number;
  readonly toByte: number;
}

/** A range is longer only where the segments fall far behind. What is not written to takes no memory. */
const roomBytes = 4_194_304;

/** Reads ranges into one buffer: memory outside of the heap is given back late, and each batch would take more of it. */
export class RangeReader {
  readonly #dir: string;
  readonly #room = Buffer.allocUnsafeSlow(roomBytes);

  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * The frames of a range that is known to be good, one by one: views, until the next range. Throws at one that is not good:
   * then the disk does not hold what was written.
   */
  *read({ file, fromByte, toByte }: JournalRange): Generator<Frame, void> {
    const bytes = toByte - fromByte;
    const buffer =
      bytes > roomBytes ? Buffer.allocUnsafeSlow(bytes) : this.#room.subarray(0, bytes);
    const descriptor = openSync(join(this.#dir, journalNames[file]), 'r');
    try {
      const got = readSync(descriptor, buffer, 0, buffer.length, fromByte);
      if (got !== buffer.length) throw new Error('the journal is shorter than what was written');
    } finally {
      closeSync(descriptor);
    }
    for (let offset = 0; offset < buffer.length; ) {
      const frame = readFrame(buffer, offset);
      if (frame === null) throw new Error(`the journal is damaged at byte ${fromByte + offset}`);
      yield frame;
      offset += frame.frameBytes;
    }
  }
}

/** Whatever the journal files hold: rows that are in a segment by now, and behind them the ones that are not. */
export function readRuns(dir: string): Frame[] {
  const runs = journalNames.map((name) => leadingFrames(join(dir, name)));
  return runs.sort((a, b) => (a[0]?.seq ?? 0) - (b[0]?.seq ?? 0)).flat();
}

/** The rows that follow `head`, as far as they are whole and chained. */
export function linkTail(runs: readonly Frame[], head: Head): Frame[] {
  const tail: Frame[] = [];
  let last = head;
  for (const frame of runs) {
    // What does not link on is left over: from an earlier use of the file, or from a write that never counted.
    if (frame.seq !== last.seq + 1 || !frame.previous.equals(last.hash)) continue;
    tail.push(frame);
    last = frame;
  }
  return tail;
}

function leadingFrames(path: string): Frame[] {
  const buffer = readWhole(path);
  const frames: Frame[] = [];
  let offset = 0;
  for (;;) {
    const frame = readFrame(buffer, offset);
    // Behind the last frame lies what an earlier, longer use of the file left: older rows.
    if (frame === null || frame.seq <= (frames.at(-1)?.seq ?? 0)) return frames;
    frames.push(frame);
    offset += frame.frameBytes;
  }
}

function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return Buffer.alloc(0);
    throw error;
  }
}
