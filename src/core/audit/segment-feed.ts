import type { Clock, Timer } from '../clock.ts';
import type { PayloadNote } from './body.ts';
import type { Head } from './chain.ts';
import { describeFailure, type Health, systemCode } from './health.ts';
import type { Journal } from './journal.ts';
import { type Recovered, Writer } from './writer.ts';
import { WriterClient, WriterFailure } from './writer-client.ts';
import type { Ingested, WriterData, WriterRequest } from './writer-messages.ts';

export interface SegmentFeedOptions {
  readonly thread: URL;
  readonly data: WriterData;
  readonly health: Health;
  readonly clock: Clock;
  /** Rows gather in the journal until they are so many bytes, … */
  readonly gatherBytes: number;
  /** … or until the first of them has waited so long. */
  readonly gatherMs: number;
  /** The thread ends when it had nothing to do for so long. */
  readonly restMs: number;
  readonly retryMs: number;
  readonly segmentBytes: number;
  /** Rows that are not in a segment yet, in bytes; above it nothing is admitted. */
  readonly backlogBytes: number;
  /** Called when the segment has grown to its size. */
  onFull(segment: number): void;
  /** All rows up to here are in a segment. */
  onStored(head: Head): void;
}

type DigestOptions = Omit<WriterRequest & { type: 'digest' }, 'type' | 'bytes'>;

const longestPauseMs = 5_000;

/**
 * Moves rows from the journal into the segments, behind the callers' backs. The writer thread runs only while there is work
 * for it: it starts with the first, and costs an idle engine nothing. One that dies is started anew at once.
 */
export class SegmentFeed {
  readonly #options: SegmentFeedOptions;
  readonly #gatherBytes: number;
  #journal: Journal | null = null;
  #client: WriterClient | null = null;
  #rest: Timer | null = null;
  #next: Timer | null = null;
  #retrying = false;
  #running: Promise<void> | null = null;
  #unsynced = false;
  #syncing: Promise<void> = Promise.resolve();
  readonly #paused: (() => void)[] = [];
  #ended = false;

  constructor(options: SegmentFeedOptions) {
    this.#options = options;
    // Callers are paused from a quarter of the limit on, so the rows must be moving by then.
    this.#gatherBytes = Math.min(options.gatherBytes, options.backlogBytes / 4);
  }

  /** Moves what the last run left, on this thread: nobody is served yet. Throws what the file system and SQLite throw. */
  recover(): Recovered {
    const writer = new Writer(this.#options.data);
    try {
      return writer.recover();
    } finally {
      writer.close();
    }
  }

  attach(journal: Journal): void {
    this.#journal = journal;
  }

  /** Rows were added to the journal. */
  notice(): void {
    const backlog = this.#backlogBytes;
    if (backlog > this.#options.backlogBytes) {
      this.#options.health.set('backlog', 'The audit segments cannot keep up.');
    }
    if (this.#running !== null || this.#retrying || this.#ended) return;
    if (backlog >= this.#gatherBytes) this.#run();
    else this.#next ??= this.#options.clock.after(this.#options.gatherMs, () => this.#run());
  }

  /** Null, or where the segments fall behind: what a caller waits for, so that it slows down before it is refused. */
  pause(): Promise<void> | null {
    if (this.#backlogBytes < this.#options.backlogBytes / 4) return null;
    if (this.#running === null && this.#next === null) return null;
    return new Promise((resolve) => {
      // A thread that hangs must not hang its callers: above the limit they are refused then.
      const limit = this.#options.clock.after(longestPauseMs, resolve);
      this.#paused.push(() => {
        limit.cancel();
        resolve();
      });
    });
  }

  /** Digest, structure and capture on the writer thread, of a copy of `bytes`. Rejects with WriterFailure. */
  async digest(bytes: Uint8Array, options: DigestOptions): Promise<PayloadNote> {
    return this.#thread().digest(bytes, options);
  }

  /** Everything in the segments is on the disk afterwards. Rejects with WriterFailure. */
  async sync(): Promise<void> {
    if (this.#unsynced) this.#noteSync(this.#thread().sync());
    await this.#syncing;
  }

  /**
   * Moves what is left, on this thread where no other runs, and ends the thread. What could not be moved is found in the
   * journal at the next start.
   */
  async close(lastWish: () => Promise<void>): Promise<void> {
    this.#ended = true;
    this.#next?.cancel();
    this.#rest?.cancel();
    await this.#running;
    await this.#syncing.catch(() => undefined);
    const note = (error: unknown): void => {
      this.#options.health.set('segments', describeFailure(systemCode(error)));
    };
    const moved = this.#client === null ? this.#moveHere() : this.#move();
    await moved.then(lastWish).catch(note);
    await this.#client?.close().catch(note);
  }

  get #backlogBytes(): number {
    return this.#journal?.backlogBytes ?? 0;
  }

  #run(): void {
    this.#next?.cancel();
    this.#next = null;
    this.#retrying = false;
    this.#running ??= this.#move()
      .catch((error: unknown) => {
        this.#options.health.set('segments', describeFailure(systemCode(error)));
        this.#retrying = true;
      })
      .then(() => {
        this.#running = null;
        for (const resume of this.#paused.splice(0)) resume();
        if (this.#ended) return;
        const { clock, retryMs } = this.#options;
        if (this.#retrying) this.#next = clock.after(retryMs, () => this.#run());
        else if (this.#backlogBytes > 0) this.notice();
      });
  }

  async #move(): Promise<void> {
    const journal = this.#journal;
    const ranges = journal?.pending() ?? [];
    if (journal === null || ranges.length === 0) return;
    const { head } = journal;
    this.#unsynced = true;
    const ingested = await this.#thread().ingest(ranges);
    journal.stored(ranges);
    this.#accept(head, ingested);
  }

  /** The last rows of a run are few, unless the thread failed: not worth a thread. */
  async #moveHere(): Promise<void> {
    const journal = this.#journal;
    const ranges = journal?.pending() ?? [];
    if (journal === null || (ranges.length === 0 && !this.#unsynced)) return;
    const writer = new Writer(this.#options.data);
    try {
      const ingested = writer.ingest(ranges);
      journal.stored(ranges);
      this.#accept(journal.head, ingested);
    } finally {
      writer.close();
    }
    this.#unsynced = false;
  }

  #accept(head: Head, { segment, segmentBytes }: Ingested): void {
    const { health } = this.#options;
    health.clear('segments');
    if (this.#backlogBytes <= this.#options.backlogBytes) health.clear('backlog');
    this.#options.onStored(head);
    // At the end nobody writes the row that begins a segment any more: the next run does.
    if (segmentBytes >= this.#options.segmentBytes && !this.#ended) this.#options.onFull(segment);
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
    else if (this.#backlogBytes > 0) this.#run();
    else {
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
        this.notice();
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
