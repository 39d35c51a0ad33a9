import type { PayloadNote } from './body.ts';
import { Hmac } from './hmac.ts';
import { type JournalRange, linkTail, RangeReader, readRuns } from './journal-files.ts';
import { findOpenIntents, type OpenIntent } from './open-intents.ts';
import { PayloadStore } from './payload-store.ts';
import { SegmentStore } from './segment-store.ts';
import { shapeOf } from './shape.ts';
import type { StoredCallsWriter } from './stored-calls-writer.ts';
import type { Ingested, WriterData, WriterRequest } from './writer-messages.ts';

/** How things stand once the journal that the last run left is in the segments. */
export interface Recovered {
  readonly seq: number;
  readonly hash: Buffer;
  /** Wall time of the last row. */
  readonly lastUs: number;
  readonly segment: number;
  readonly openIntents: readonly OpenIntent[];
}

/**
 * The one writer of the segments and of payload.db: on a thread of its own while the log is in use, on the main one before
 * and after. Opens nothing before it has to; synchronous throughout.
 */
export class Writer {
  readonly #data: WriterData;
  readonly #hmac: Hmac;
  readonly #ranges: RangeReader;
  readonly #calls: StoredCallsWriter | null;
  #store: SegmentStore | null = null;
  #payloads: PayloadStore | null = null;

  /** `calls` is told of the rows that are stored, where somebody may be reading. */
  constructor(data: WriterData, calls: StoredCallsWriter | null = null) {
    this.#data = data;
    this.#calls = calls;
    this.#hmac = new Hmac(data.hmacKey);
    this.#ranges = new RangeReader(data.dir);
  }

  /** Moves what the last run left in the journal. Only while nobody writes to the journal: it takes what it finds there. */
  recover(): Recovered {
    const store = this.#openStore();
    store.append(linkTail(readRuns(this.#data.dir), store.head));
    return {
      ...store.head,
      lastUs: store.lastUs,
      segment: store.segmentNumber,
      openIntents: findOpenIntents(this.#data.dir),
    };
  }

  handle(request: WriterRequest): Ingested | PayloadNote | null {
    switch (request.type) {
      case 'ingest':
        return this.ingest(request.ranges);
      case 'digest':
        return this.#digest(request);
      case 'sync':
        this.sync();
        return null;
      case 'close':
        this.close();
        return null;
    }
  }

  ingest(ranges: readonly JournalRange[]): Ingested {
    const store = this.#openStore();
    try {
      for (const range of ranges) store.append(this.#ranges.read(range));
      return { segment: store.segmentNumber, segmentBytes: store.segmentBytes };
    } catch (error) {
      // After an error the file is opened anew: what the connection has in memory is not to be believed.
      this.#store = null;
      store.close();
      throw error;
    }
  }

  /** Everything that is in the segments is on the disk afterwards. */
  sync(): void {
    this.#openStore().sync();
  }

  /** Syncs first, whatever the durability of a commit is: after it nobody has to. */
  close(): void {
    try {
      this.#store?.sync();
    } finally {
      this.#store?.close();
      this.#payloads?.close();
    }
  }

  #digest({ payload, bytes, capture, atUs }: WriterRequest & { type: 'digest' }): PayloadNote {
    const hmac = this.#hmac.of(bytes);
    const shape = payload === 'args' ? { shape: shapeOf(bytes) } : {};
    if (capture === 'shape') return { hmac, ...shape };
    this.#payloads ??= new PayloadStore(this.#data.dir, this.#data.durability);
    this.#payloads.put(hmac, payload, Buffer.from(bytes), atUs);
    return { hmac, ...shape, captured: true };
  }

  #openStore(): SegmentStore {
    this.#store ??= new SegmentStore(this.#data, this.#calls);
    return this.#store;
  }
}
