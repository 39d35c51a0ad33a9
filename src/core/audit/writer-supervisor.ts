import type { Clock, Timer } from '../clock.ts';
import type { PayloadNote } from './body.ts';
import { type Health, systemCode } from './health.ts';
import type { JournalRange } from './journal-files.ts';
import { Writer } from './writer.ts';
import { WriterClient, WriterFailure } from './writer-client.ts';
import type { Ingested, WriterData, WriterRequest } from './writer-messages.ts';

export interface WriterSupervisorOptions {
  readonly thread: URL;
  readonly data: WriterData;
  readonly health: Health;
  readonly clock: Clock;
  /** The thread ends when it had nothing to do for so long. */
  readonly restMs: number;
  readonly retryMs: number;
}

export interface WriterWork {
  /** Asked before the thread rests: true where work was found for it, and it has begun. */
  resume(): boolean;
  /** A thread runs again in place of one that died. */
  replaced(): void;
}

export type DigestOptions = Omit<WriterRequest & { type: 'digest' }, 'type' | 'bytes'>;

/**
 * The writer thread, which runs only while there is work for it: it starts with the first, and costs an idle engine nothing.
 * One that dies is started anew at once. Knows whether what was written is on the disk.
 */
export class WriterSupervisor {
  readonly #options: WriterSupervisorOptions;
  readonly #work: WriterWork;
  #client: WriterClient | null = null;
  #rest: Timer | null = null;
  #unsynced = false;
  #syncing: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: WriterSupervisorOptions, work: WriterWork) {
    this.#options = options;
    this.#work = work;
  }

  get isRunning(): boolean {
    return this.#client !== null;
  }

  /** Something is in the segments that may not be on the disk. */
  get isUnsynced(): boolean {
    return this.#unsynced;
  }

  /** Rejects with WriterFailure. */
  async ingest(ranges: readonly JournalRange[]): Promise<Ingested> {
    this.#unsynced = true;
    return this.#thread().ingest(ranges);
  }

  /** The same on this thread, where none runs, and synced afterwards. Throws what the file system and SQLite throw. */
  ingestHere(ranges: readonly JournalRange[]): Ingested {
    const writer = new Writer(this.#options.data);
    let ingested: Ingested;
    try {
      ingested = writer.ingest(ranges);
    } finally {
      writer.close();
    }
    this.#unsynced = false;
    return ingested;
  }

  /** Digest, structure and capture of a copy of `bytes`. Rejects with WriterFailure. */
  async digest(bytes: Uint8Array, options: DigestOptions): Promise<PayloadNote> {
    return this.#thread().digest(bytes, options);
  }

  /** Everything in the segments is on the disk afterwards. Rejects with WriterFailure. */
  async sync(): Promise<void> {
    if (this.#unsynced) this.#noteSync(this.#thread().sync());
    await this.#syncing;
  }

  /** From now on no thread is started, and the one that runs does not rest. */
  end(): void {
    this.#ended = true;
    this.#rest?.cancel();
  }

  /** Resolves when the sync that was asked for last is over, however it went. */
  settled(): Promise<void> {
    return this.#syncing.catch(() => undefined);
  }

  /** Ends the thread, if one runs. Rejects with WriterFailure when the segments could not be synced. */
  async close(): Promise<void> {
    await this.#client?.close();
  }

  /** The thread, started where there is none. Throws WriterFailure while one that died is not replaced yet, and after the end. */
  #thread(): WriterClient {
    if (this.#client === null && (this.#ended || this.#options.health.has('thread'))) {
      throw new WriterFailure('THREAD_DIED', 'there is no thread');
    }
    const client = this.#client ?? this.#start();
    this.#restLater();
    return client;
  }

  #start(): WriterClient {
    const { thread, data } = this.#options;
    const client = new WriterClient(thread, data, (failure) => this.#replace(failure));
    this.#client = client;
    return client;
  }

  #restLater(): void {
    this.#rest?.cancel();
    this.#rest = this.#options.clock.after(this.#options.restMs, () => this.#restNow());
  }

  #restNow(): void {
    this.#rest = null;
    const client = this.#client;
    if (client === null) return;
    if (client.busy) this.#restLater();
    else if (!this.#work.resume()) {
      this.#client = null;
      this.#noteSync(client.close());
      // Whoever needs the rows on the disk asks again, and is told.
      this.#syncing.catch(() => undefined);
    }
  }

  #noteSync(done: Promise<unknown>): void {
    this.#unsynced = false;
    this.#syncing = done.then(
      () => undefined,
      (error: unknown) => {
        this.#unsynced = true;
        throw error;
      },
    );
  }

  /** Nothing is admitted until another thread has opened the segments. */
  #replace(failure: WriterFailure): void {
    this.#client = null;
    if (this.#ended) return;
    const { clock, health, retryMs } = this.#options;
    health.set('thread', `The audit writer stopped (${failure.code}).`);
    clock.after(retryMs, () => {
      if (!this.#ended) this.#startAnew();
    });
  }

  #startAnew(): void {
    const client = this.#start();
    client.sync().then(
      () => {
        this.#options.health.clear('thread');
        this.#restLater();
        this.#work.replaced();
      },
      (error: unknown) => {
        // A thread that died is being replaced already.
        if (this.#client !== client) return;
        client.close().catch(() => undefined);
        this.#replace(new WriterFailure(systemCode(error), 'it cannot open the segments'));
      },
    );
  }
}
