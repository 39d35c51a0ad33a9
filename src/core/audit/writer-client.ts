import { Worker } from 'node:worker_threads';
import type {
  WriterAnswers,
  WriterData,
  WriterMessage,
  WriterReady,
  WriterReply,
  WriterRequest,
} from './writer-messages.ts';

/** A request that the thread could not do. `code` is SQLite's or the system's. */
export class WriterFailure extends Error {
  override readonly name = 'WriterFailure';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  done(value: WriterAnswers[keyof WriterAnswers]): void;
  failed(error: WriterFailure): void;
}

const spareLimitBytes = 4_194_304;

/** The writer thread seen from the main one. A thread that died answers nothing more; whoever holds this starts another. */
export class WriterClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onDeath: (error: WriterFailure) => void;
  #spare: ArrayBuffer | null = null;
  #lastId = 0;
  #ended = false;

  private constructor(worker: Worker, onDeath: (error: WriterFailure) => void) {
    this.#worker = worker;
    this.#onDeath = onDeath;
  }

  /** Resolves once the journal it found is in the segments. Rejects with WriterFailure. */
  static async start(
    thread: URL,
    data: WriterData,
    onDeath: (error: WriterFailure) => void,
  ): Promise<{ client: WriterClient; ready: WriterReady }> {
    const worker = new Worker(thread, { workerData: data, execArgv: [] });
    const client = new WriterClient(worker, onDeath);
    try {
      return { client, ready: await client.#listen() };
    } catch (error) {
      client.#ended = true;
      await worker.terminate();
      throw error;
    }
  }

  ingest(request: WriterRequest & { type: 'ingest' }): Promise<WriterAnswers['ingest']> {
    return this.#ask<'ingest'>(request);
  }

  /** Copies `bytes`, so that the caller may go on using them. */
  digest(
    bytes: Uint8Array,
    options: Omit<WriterRequest & { type: 'digest' }, 'type' | 'bytes'>,
  ): Promise<WriterAnswers['digest']> {
    const room = this.#takeRoom(bytes.length);
    const copy = new Uint8Array(room, 0, bytes.length);
    copy.set(bytes);
    return this.#ask<'digest'>({ type: 'digest', bytes: copy, ...options }, [room]);
  }

  sync(): Promise<null> {
    return this.#ask<'sync'>({ type: 'sync' });
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    await this.#ask<'close'>({ type: 'close' });
    this.#worker.ref();
    await exited;
  }

  #ask<T extends WriterRequest['type']>(
    request: WriterRequest,
    transfer: ArrayBuffer[] = [],
  ): Promise<WriterAnswers[T]> {
    const id = ++this.#lastId;
    // The thread keeps the process alive only as long as it owes an answer.
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        // The thread answers each request with the value of its type.
        done: (value) => resolve(value as WriterAnswers[T]),
        failed: reject,
      });
      const message: WriterMessage = { id, request };
      this.#worker.postMessage(message, transfer);
    });
  }

  #listen(): Promise<WriterReady> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (reply: WriterReply) => {
        if (reply.type === 'ready') {
          this.#worker.unref();
          resolve(reply.ready);
        } else if (reply.type === 'failed' && reply.id === 0) {
          reject(new WriterFailure(reply.code, reply.message));
        } else this.#settle(reply);
      });
      this.#worker.on('error', (error) => {
        const failure = new WriterFailure('THREAD_DIED', error.message);
        reject(failure);
        this.#die(failure);
      });
      this.#worker.on('exit', () => this.#die(new WriterFailure('THREAD_DIED', 'it exited')));
    });
  }

  #settle(reply: Exclude<WriterReply, { type: 'ready' }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.type === 'done') {
      waiting?.done(reply.value);
      this.#keepRoom(reply.spare);
    } else waiting?.failed(new WriterFailure(reply.code, reply.message));
  }

  /** Memory that was used before costs a quarter of new memory, which the kernel hands out page by page. */
  #takeRoom(bytes: number): ArrayBuffer {
    const spare = this.#spare;
    if (spare === null || spare.byteLength < bytes) return new ArrayBuffer(bytes);
    this.#spare = null;
    return spare;
  }

  #keepRoom(room: ArrayBuffer | null): void {
    if (room === null || room.byteLength > spareLimitBytes) return;
    if (room.byteLength >= (this.#spare?.byteLength ?? 0)) this.#spare = room;
  }

  #die(failure: WriterFailure): void {
    for (const waiting of this.#waiting.values()) waiting.failed(failure);
    this.#waiting.clear();
    if (this.#ended) return;
    this.#ended = true;
    this.#onDeath(failure);
  }
}
