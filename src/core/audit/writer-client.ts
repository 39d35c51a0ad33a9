import { Worker } from 'node:worker_threads';
import type {
  WriterAnswers,
  WriterData,
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

/** The writer thread seen from the main one. A thread that died answers nothing more; whoever holds this starts another. */
export class WriterClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onDeath: (error: WriterFailure) => void;
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

  /** Gives `request.bytes` away: they must be a copy of their own. */
  digest(request: WriterRequest & { type: 'digest' }): Promise<WriterAnswers['digest']> {
    return this.#ask<'digest'>(request, [request.bytes.buffer]);
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
    transfer: ArrayBufferLike[] = [],
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
      const owned = transfer.filter((buffer) => buffer instanceof ArrayBuffer);
      this.#worker.postMessage({ id, request }, owned);
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
    if (reply.type === 'done') waiting?.done(reply.value);
    else waiting?.failed(new WriterFailure(reply.code, reply.message));
  }

  #die(failure: WriterFailure): void {
    for (const waiting of this.#waiting.values()) waiting.failed(failure);
    this.#waiting.clear();
    if (this.#ended) return;
    this.#ended = true;
    this.#onDeath(failure);
  }
}
