import { Worker } from 'node:worker_threads';
import type { JournalRange } from './journal-files.ts';
import type {
  WriterAnswers,
  WriterData,
  WriterMessage,
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

/** Rows become garbage in batches and little outlives one: a small nursery costs no time and saves megabytes. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

/** The writer thread seen from the main one. A thread that died answers nothing more; whoever holds this starts another. */
export class WriterClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onDeath: (error: WriterFailure) => void;
  #lastId = 0;
  #ended = false;

  /** Starts the thread. What is asked before it runs waits for it; `onDeath` is called once, unless it was closed. */
  constructor(thread: URL, data: WriterData, onDeath: (error: WriterFailure) => void) {
    this.#onDeath = onDeath;
    this.#worker = new Worker(thread, { workerData: data, execArgv: [], resourceLimits });
    this.#worker.unref();
    this.#worker.on('message', (reply: WriterReply) => this.#settle(reply));
    this.#worker.on('error', (error) => {
      this.#die(new WriterFailure('THREAD_DIED', error.message));
    });
    this.#worker.on('exit', () => this.#die(new WriterFailure('THREAD_DIED', 'it exited')));
  }

  /** Something was asked that is not answered yet. */
  get busy(): boolean {
    return this.#waiting.size > 0;
  }

  ingest(ranges: readonly JournalRange[]): Promise<WriterAnswers['ingest']> {
    return this.#ask<'ingest'>({ type: 'ingest', ranges });
  }

  /** Copies `bytes`, so that the caller may go on using them. */
  digest(
    bytes: Uint8Array,
    options: Omit<WriterRequest & { type: 'digest' }, 'type' | 'bytes'>,
  ): Promise<WriterAnswers['digest']> {
    const copy = new Uint8Array(bytes);
    return this.#ask<'digest'>({ type: 'digest', bytes: copy, ...options }, [copy.buffer]);
  }

  sync(): Promise<null> {
    return this.#ask<'sync'>({ type: 'sync' });
  }

  /** Ends the thread. Rejects with WriterFailure when the segments could not be synced. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    try {
      await this.#ask<'close'>({ type: 'close' });
    } finally {
      this.#worker.ref();
      await exited;
    }
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

  #settle(reply: WriterReply): void {
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
