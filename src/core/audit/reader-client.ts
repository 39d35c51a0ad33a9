import { Worker } from 'node:worker_threads';
import { AppError, fromWire } from '../../shared/errors.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Progress } from './audit-reader.ts';
import type {
  ReaderAnswers,
  ReaderData,
  ReaderMessage,
  ReaderReply,
  ReaderRequest,
} from './reader-messages.ts';

interface Waiting {
  done(value: ReaderAnswers[keyof ReaderAnswers]): void;
  failed(error: unknown): void;
  progress(progress: Progress): void;
}

export interface AskOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** As for the writing thread: rows become garbage soon, and a larger nursery would only be memory. In MiB. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** The reader thread: started by the first request, ended when none came for a while. */
export class ReaderClient {
  readonly #thread: URL;
  readonly #data: ReaderData;
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: Timer | null = null;
  #lastId = 0;
  #closed = false;

  constructor(thread: URL, data: ReaderData, clock: Clock, idleMs: number) {
    this.#thread = thread;
    this.#data = data;
    this.#clock = clock;
    this.#idleMs = idleMs;
  }

  /** True while the thread runs. */
  get running(): boolean {
    return this.#worker !== null;
  }

  /** Rejects with the thread's AppError, or with the signal's reason. */
  ask<T extends ReaderRequest['type']>(
    request: ReaderRequest & { type: T },
    { onProgress, signal }: AskOptions = {},
  ): Promise<ReaderAnswers[T]> {
    if (this.#closed) return Promise.reject(new AppError('audit_unavailable'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = ++this.#lastId;
    const worker = this.#wake();
    const post = (message: ReaderMessage): void => worker.postMessage(message);
    const abort = (): void => post({ type: 'abort', id });
    signal?.addEventListener('abort', abort, { once: true });
    return new Promise<ReaderAnswers[T]>((resolve, reject) => {
      this.#waiting.set(id, {
        // The thread answers each request with the value of its type.
        done: (value) => resolve(value as ReaderAnswers[T]),
        failed: (error) => reject(signal?.aborted ? signal.reason : error),
        progress: (progress) => onProgress?.(progress),
      });
      post({ type: 'ask', id, request });
    }).finally(() => signal?.removeEventListener('abort', abort));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  #wake(): Worker {
    this.#idle?.cancel();
    this.#idle = null;
    if (this.#worker !== null) {
      this.#worker.ref();
      return this.#worker;
    }
    const worker = new Worker(this.#thread, {
      workerData: this.#data,
      execArgv: [],
      resourceLimits,
    });
    this.#worker = worker;
    worker.on('message', (reply: ReaderReply) => this.#settle(worker, reply));
    worker.on('error', (cause) =>
      this.#lose(worker, new AppError('internal', undefined, { cause })),
    );
    worker.on('exit', () => this.#lose(worker, new AppError('audit_unavailable')));
    return worker;
  }

  #settle(worker: Worker, reply: ReaderReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (reply.type === 'progress') {
      waiting?.progress(reply.progress);
      return;
    }
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) {
      worker.unref();
      this.#idle = this.#clock.after(this.#idleMs, () => void this.#end());
    }
    if (reply.type === 'done') waiting?.done(reply.value);
    else waiting?.failed(fromWire(reply.error));
  }

  #lose(worker: Worker, error: AppError): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const waiting of this.#waiting.values()) waiting.failed(error);
    this.#waiting.clear();
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#idle?.cancel();
    this.#idle = null;
    if (worker === null) return;
    this.#lose(worker, new AppError('audit_unavailable'));
    await worker.terminate();
  }
}
