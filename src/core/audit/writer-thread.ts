import { parentPort, workerData } from 'node:worker_threads';
import { sqliteCode } from '../database.ts';
import type { PayloadNote } from './body.ts';
import { createHmacSha256 } from './hmac.ts';
import { linkTail, readRange, readRuns } from './journal-files.ts';
import { findOpenIntents } from './open-intents.ts';
import { PayloadStore } from './payload-store.ts';
import { SegmentStore } from './segment-store.ts';
import { shapeOf } from './shape.ts';
import type {
  Ingested,
  WriterData,
  WriterMessage,
  WriterReady,
  WriterReply,
  WriterRequest,
} from './writer-messages.ts';

/** The one writer of the segments and of payload.db. */
class Writer {
  readonly #data: WriterData;
  readonly #hmac: ReturnType<typeof createHmacSha256>;
  #store: SegmentStore | null = null;
  #payloads: PayloadStore | null = null;

  constructor(data: WriterData) {
    this.#data = data;
    this.#hmac = createHmacSha256(data.hmacKey);
  }

  start(): WriterReady {
    const store = this.#openStore();
    store.append(linkTail(readRuns(this.#data.dir), store.head));
    return {
      ...store.head,
      lastUs: store.lastUs,
      segment: store.segmentNumber,
      openIntents: this.#data.recover ? findOpenIntents(this.#data.dir) : [],
    };
  }

  handle(request: WriterRequest): Ingested | PayloadNote | null {
    switch (request.type) {
      case 'ingest':
        return this.#ingest(request);
      case 'digest':
        return this.#digest(request);
      case 'sync':
        this.#openStore().sync();
        return null;
      case 'close':
        this.#store?.close();
        this.#payloads?.close();
        return null;
    }
  }

  #ingest(request: WriterRequest & { type: 'ingest' }): Ingested {
    const store = this.#openStore();
    try {
      store.append(request.ranges.flatMap((range) => readRange(this.#data.dir, range)));
      return { segment: store.segmentNumber, segmentBytes: store.segmentBytes };
    } catch (error) {
      // After an error the file is opened anew: what the connection has in memory is not to be believed.
      this.#store = null;
      store.close();
      throw error;
    }
  }

  #digest({ payload, bytes, capture, atUs }: WriterRequest & { type: 'digest' }): PayloadNote {
    const hmac = this.#hmac(bytes);
    if (capture === 'none') return { hmac };
    const shape = payload === 'args' ? { shape: shapeOf(bytes) } : {};
    if (capture === 'shape') return { hmac, ...shape };
    this.#payloads ??= new PayloadStore(this.#data.dir, this.#data.durability);
    this.#payloads.put(hmac, payload, Buffer.from(bytes), atUs);
    return { hmac, ...shape, captured: true };
  }

  #openStore(): SegmentStore {
    this.#store ??= new SegmentStore(this.#data);
    return this.#store;
  }
}

function failure(id: number, error: unknown): WriterReply {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'ERROR';
  const message = error instanceof Error ? error.message : 'unknown';
  return { type: 'failed', id, code: sqliteCode(error) ?? code, message };
}

const port = parentPort;
if (port !== null) {
  const data: WriterData = workerData;
  const writer = new Writer(data);
  const answer = (id: number, work: () => WriterReply): void => {
    try {
      const reply = work();
      const spare = reply.type === 'done' ? reply.spare : null;
      port.postMessage(reply, spare === null ? [] : [spare]);
    } catch (error) {
      port.postMessage(failure(id, error));
    }
  };
  port.on('message', ({ id, request }: WriterMessage) => {
    const spare = request.type === 'digest' ? request.bytes.buffer : null;
    answer(id, () => ({ type: 'done', id, value: writer.handle(request), spare }));
    if (request.type === 'close') port.close();
  });
  answer(0, () => ({ type: 'ready', ready: writer.start() }));
}
