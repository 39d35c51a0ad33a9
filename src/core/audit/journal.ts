import {
  chmodSync,
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Head } from './chain.ts';
import { FrameWriter, frameLimit, hashOf, readFrame } from './frame.ts';
import { type JournalRange, journalNames } from './journal-files.ts';
import type { Row } from './row.ts';

/** Room that is written once with zeros, so that a later sync has no new blocks to record. */
const preallocatedBytes = 1_048_576;
/** A small piece at a time: where the system caches a file in large pieces, each later append walks through a whole one. */
const pieceBytes = 16_384;
/** From here on the other file is taken as soon as it is free. */
const turnBytes = 524_288;

interface JournalFile {
  readonly index: 0 | 1;
  readonly path: string;
  descriptor: number;
  /** Behind the last frame that counts. */
  endByte: number;
  /** Up to here the rows are in a segment. */
  storedByte: number;
  lastSeq: number;
}

/**
 * Where a row becomes durable: one append on the caller's own thread, chained and hashed (a hop to another thread and back
 * costs more than the write). The writer thread moves the rows into the segments behind it; the journal is then used anew.
 */
export class Journal {
  readonly #files: readonly [JournalFile, JournalFile];
  #active: JournalFile;
  readonly #frames = new FrameWriter();
  #buffer = Buffer.allocUnsafe(65_536);
  #head: Head;
  #ahead: { head: Head; endByte: number } | null = null;
  /** Up to here the last write may have left something in the active file, whether it counts or not. */
  #writtenByte = 0;

  /** `head` is the last row in the segments: everything in the files is older, or was moved there. */
  constructor(dir: string, head: Head) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#files = [openFile(dir, 0), openFile(dir, 1)];
    this.#active = this.#files[0];
    this.#head = head;
  }

  /** The last row that counts. */
  get head(): Head {
    return this.#head;
  }

  /** Bytes of rows that are not in a segment yet. */
  get backlogBytes(): number {
    return this.#files.reduce((sum, file) => sum + file.endByte - file.storedByte, 0);
  }

  /** Chains and writes the rows behind the head. They count only from `accept()` on. Throws the file system's error. */
  write(rows: readonly Row[]): void {
    const most = rows.reduce((sum, row) => sum + frameLimit(row), 0);
    if (most > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(2 * most);
    const buffer = this.#buffer;
    let { seq, hash } = this.#head;
    let end = 0;
    for (const row of rows) {
      const offset = end;
      end += this.#frames.write(buffer, offset, row, ++seq, hash);
      hash = hashOf(buffer, offset);
    }
    this.#takeTurn();
    const from = this.#active.endByte;
    this.#writtenByte = from + end;
    for (let written = 0; written < end; ) {
      written += writeSync(this.#active.descriptor, buffer, written, end - written, from + written);
    }
    this.#ahead = { head: { seq, hash: Buffer.from(hash) }, endByte: from + end };
  }

  /** fdatasync of the file that was written last. */
  sync(done: (error: Error | null) => void): void {
    fdatasync(this.#active.descriptor, done);
  }

  /** The rows of the last `write` count. */
  accept(): void {
    if (this.#ahead === null) return;
    this.#head = this.#ahead.head;
    this.#active.endByte = this.#ahead.endByte;
    this.#active.lastSeq = this.#head.seq;
    this.#ahead = null;
  }

  /** What the segments lack, oldest first. */
  pending(): JournalRange[] {
    return [...this.#files]
      .filter((file) => file.endByte > file.storedByte)
      .sort((a, b) => a.lastSeq - b.lastSeq)
      .map((file) => ({ file: file.index, fromByte: file.storedByte, toByte: file.endByte }));
  }

  /** These ranges are in the segments, durably. */
  stored(ranges: readonly JournalRange[]): void {
    for (const range of ranges) this.#files[range.file].storedByte = range.toByte;
  }

  /**
   * After a failed write or sync: forgets what did not count, opens the files anew and reads back from the disk that
   * everything that did count is there. Throws when it is not.
   */
  reopen(): void {
    this.#ahead = null;
    for (const file of this.#files) {
      // In this order: a number that was closed and not replaced is soon somebody else's, and would be closed once more.
      const before = file.descriptor;
      file.descriptor = openSync(file.path, 'r+', 0o600);
      closeSync(before);
      wipe(file, file === this.#active ? this.#writtenByte : 0);
      fsyncSync(file.descriptor);
      assertReadable(file);
    }
  }

  close(): void {
    for (const file of this.#files) closeSync(file.descriptor);
  }

  #takeTurn(): void {
    const active = this.#active;
    if (active.endByte === 0) return;
    if (active.storedByte === active.endByte) {
      restart(active);
      return;
    }
    if (active.endByte < turnBytes) return;
    const other = this.#files[active.index === 0 ? 1 : 0];
    if (other.storedByte < other.endByte) return;
    restart(other);
    this.#active = other;
  }
}

function openFile(dir: string, index: 0 | 1): JournalFile {
  const path = join(dir, journalNames[index]);
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const descriptor = openSync(path, 'r+');
  const { size } = fstatSync(descriptor);
  if (size < preallocatedBytes) {
    const zeros = Buffer.alloc(pieceBytes);
    for (let at = size; at < preallocatedBytes; at += pieceBytes) {
      writeSync(descriptor, zeros, 0, Math.min(pieceBytes, preallocatedBytes - at), at);
    }
    fsyncSync(descriptor);
  }
  return { index, path, descriptor, endByte: 0, storedByte: 0, lastSeq: 0 };
}

function restart(file: JournalFile): void {
  if (file.endByte > preallocatedBytes) ftruncateSync(file.descriptor, preallocatedBytes);
  file.endByte = 0;
  file.storedByte = 0;
}

/**
 * No frame begins where the next one will be written, nor behind it up to `toByte`: a row that was written once more, as it was,
 * would bring those back that followed it when they were refused.
 */
function wipe({ descriptor, endByte }: JournalFile, toByte: number): void {
  const bytes = Math.max(8, Math.min(toByte, fstatSync(descriptor).size) - endByte);
  writeSync(descriptor, Buffer.alloc(bytes), 0, bytes, endByte);
}

function assertReadable(file: JournalFile): void {
  const buffer = Buffer.alloc(file.endByte);
  const got = readSync(file.descriptor, buffer, 0, buffer.length, 0);
  let offset = 0;
  let lastSeq = 0;
  while (offset < got) {
    const frame = readFrame(buffer, offset);
    if (frame === null) break;
    lastSeq = frame.seq;
    offset += frame.frameBytes;
  }
  if (offset !== file.endByte || (offset > 0 && lastSeq !== file.lastSeq)) {
    throw new Error(`${file.path} does not hold what was written to it`);
  }
}
