import { type Durability, openDatabase } from '../database.ts';
import { genesis, type Head } from './chain.ts';
import type { Frame } from './frame.ts';
import { framesTogether } from './insert-frames.ts';
import { isSealed, listSegments, readHead, Segment, segmentPath } from './segment.ts';
import type { StoredCallsWriter } from './stored-calls-writer.ts';

export interface SegmentStoreOptions {
  readonly dir: string;
  readonly databaseId: string;
  readonly durability: Durability;
}

/** The segments as the writer thread sees them: rows go to the last one, and `segment.opened` begins the next. */
export class SegmentStore {
  readonly #options: SegmentStoreOptions;
  readonly #calls: StoredCallsWriter | null;
  #segment: Segment;
  #head: Head;
  /** Wall time of the last row. */
  #lastUs = 0;

  /** `calls` is told of the rows that are stored. */
  constructor(options: SegmentStoreOptions, calls: StoredCallsWriter | null) {
    this.#options = options;
    this.#calls = calls;
    const files = listSegments(options.dir);
    const last = files.at(-1)?.number ?? 1;
    // A crash may have come between opening a segment and sealing the one before.
    for (const file of files) {
      if (file.number !== last && !isSealed(file)) this.#open(file.number).seal();
    }
    this.#segment = this.#open(last);
    this.#head = this.#findHead(last);
  }

  get head(): Head {
    return this.#head;
  }

  get lastUs(): number {
    return this.#lastUs;
  }

  get segmentNumber(): number {
    return this.#segment.number;
  }

  get segmentBytes(): number {
    return this.#segment.fileBytes;
  }

  /** All rows or none of a segment's share, in one transaction each. Rows that are stored already are left out. Throws when a row does not link on. */
  append(frames: Iterable<Frame>): void {
    const rest = frames[Symbol.iterator]();
    for (let frame = this.#nextNew(rest); frame !== null; ) {
      if (frame.row.kind === 'segment.opened') this.#nextSegment();
      frame = this.#commit(frame, rest);
    }
  }

  sync(): void {
    this.#segment.sync();
  }

  close(): void {
    this.#segment.close();
  }

  /** The first frame that is not stored yet, or null. */
  #nextNew(frames: Iterator<Frame>): Frame | null {
    for (;;) {
      const next = frames.next();
      if (next.done === true) return null;
      if (next.value.seq > this.#head.seq) return next.value;
    }
  }

  /** Stores `first` and what follows, a few as they are read, and returns the frame that begins the next segment, or null. */
  #commit(first: Frame, rest: Iterator<Frame>): Frame | null {
    const segment = this.#segment;
    const calls = this.#calls;
    let head = this.#head;
    let lastUs = this.#lastUs;
    let next: Frame | null = first;
    const batch: Frame[] = [];
    const insertBatch = (): void => {
      segment.insert(batch);
      batch.length = 0;
    };
    calls?.begin(head.seq);
    segment.database
      .transaction(() => {
        while (next !== null && (next === first || next.row.kind !== 'segment.opened')) {
          if (next.seq !== head.seq + 1 || !next.previous.equals(head.hash)) {
            throw new Error(`row ${next.seq} does not follow row ${head.seq}`);
          }
          batch.push(next);
          calls?.add(next);
          if (batch.length === framesTogether) insertBatch();
          head = next;
          lastUs = next.row.atUs;
          next = this.#nextNew(rest);
        }
        insertBatch();
      })
      .immediate();
    calls?.post();
    this.#head = { seq: head.seq, hash: Buffer.from(head.hash) };
    this.#lastUs = lastUs;
    return next;
  }

  #nextSegment(): void {
    // An empty segment is the one that this row was meant for: a crash came between the two.
    if (this.#segment.head() === null) return;
    this.#segment.seal();
    this.#segment = this.#open(this.#segment.number + 1);
  }

  #open(number: number): Segment {
    return new Segment(this.#options.dir, number, this.#options.durability);
  }

  #findHead(last: number): Head {
    const own = this.#segment.head();
    if (own !== null) {
      this.#lastUs = own.atUs;
      return own;
    }
    if (last === 1) return genesis(this.#options.databaseId);
    const before = openDatabase(segmentPath(this.#options.dir, last - 1), { readonly: true });
    try {
      const head = readHead(before);
      if (head === null) throw new Error(`segment ${last - 1} is empty`);
      this.#lastUs = head.atUs;
      return head;
    } finally {
      before.close();
    }
  }
}
