import { type Durability, openDatabase } from '../database.ts';
import { genesis, type Head } from './chain.ts';
import type { Frame } from './frame.ts';
import { isSealed, listSegments, readHead, Segment, segmentPath } from './segment.ts';

export interface SegmentStoreOptions {
  readonly dir: string;
  readonly databaseId: string;
  readonly durability: Durability;
}

/** The segments as the writer thread sees them: rows go to the last one, and `segment.opened` begins the next. */
export class SegmentStore {
  readonly #options: SegmentStoreOptions;
  #segment: Segment;
  #head: Head;
  /** Wall time of the last row. */
  #lastUs = 0;

  constructor(options: SegmentStoreOptions) {
    this.#options = options;
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
  append(frames: readonly Frame[]): void {
    let batch: Frame[] = [];
    for (const frame of frames) {
      if (frame.row.kind === 'segment.opened' && frame.seq > this.#head.seq + batch.length) {
        this.#commit(batch);
        batch = [];
        this.#nextSegment();
      }
      if (frame.seq > this.#head.seq) batch.push(frame);
    }
    this.#commit(batch);
  }

  sync(): void {
    this.#segment.sync();
  }

  close(): void {
    this.#segment.close();
  }

  #commit(batch: readonly Frame[]): void {
    if (batch.length === 0) return;
    let head = this.#head;
    const segment = this.#segment;
    segment.database
      .transaction(() => {
        for (const frame of batch) {
          if (frame.seq !== head.seq + 1 || !frame.previous.equals(head.hash)) {
            throw new Error(`row ${frame.seq} does not follow row ${head.seq}`);
          }
          segment.insert(frame);
          head = frame;
        }
      })
      .immediate();
    this.#head = { seq: head.seq, hash: Buffer.from(head.hash) };
    this.#lastUs = batch.at(-1)?.row.atUs ?? this.#lastUs;
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
