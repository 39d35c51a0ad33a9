import type { Clock, Timer } from '../clock.ts';
import type { PayloadNote } from './body.ts';
import type { Head } from './chain.ts';
import { describeFailure, type Health } from './health.ts';
import type { Journal } from './journal.ts';
import { WriterClient, WriterFailure } from './writer-client.ts';
import type { WriterData, WriterReady, WriterRequest } from './writer-messages.ts';

export interface SegmentFeedOptions {
  readonly thread: URL;
  readonly data: Omit<WriterData, 'recover'>;
  readonly health: Health;
  readonly clock: Clock;
  /** How long rows gather before they move into a segment. */
  readonly gatherMs: number;
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
/** From here on rows move at once. */
const hurryBytes = 1_048_576;

/** Moves rows from the journal into the segments, behind the callers' backs, and keeps the writer thread alive for it. */
export class SegmentFeed {
  readonly #options: SegmentFeedOptions;
  #journal: Journal | null = null;
  #client: WriterClient | null = null;
  #timer: Timer | null = null;
  #running: Promise<void> | null = null;
  readonly #paused: (() => void)[] = [];
  #ended = false;

  constructor(options: SegmentFeedOptions) {
    this.#options = options;
  }

  /** Starts the thread. Rejects with WriterFailure. */
  async start(recover: boolean): Promise<WriterReady> {
    const { thread, data } = this.#options;
    const { client, ready } = await WriterClient.start(thread, { ...data, recover }, (failure) =>
      this.#restart(failure),
    );
    this.#client = client;
    return ready;
  }

  attach(journal: Journal): void {
    this.#journal = journal;
  }

  /** Rows were added to the journal. */
  notice(): void {
    const backlog = this.#journal?.backlogBytes ?? 0;
    if (backlog > this.#options.backlogBytes) {
      this.#options.health.set('backlog', 'The audit segments cannot keep up.');
    }
    if (this.#timer !== null || this.#running !== null || this.#ended) return;
    if (backlog > hurryBytes) this.#run();
    else this.#runAfter(this.#options.gatherMs);
  }

  /** Null, or where the segments fall behind: what a caller waits for, so that it slows down before it is refused. */
  pause(): Promise<void> | null {
    if ((this.#journal?.backlogBytes ?? 0) < this.#options.backlogBytes / 4) return null;
    if (this.#running === null && this.#timer === null) return null;
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
  digest(bytes: Uint8Array, options: DigestOptions): Promise<PayloadNote> {
    if (this.#client === null) return Promise.reject(new WriterFailure('THREAD_DIED', 'no thread'));
    return this.#client.digest(bytes, options);
  }

  /** Everything in the segments is on the disk afterwards. Rejects with WriterFailure. */
  async sync(): Promise<void> {
    await this.#client?.sync();
  }

  /** Moves what is left and ends the thread. What could not be moved is found in the journal at the next start. */
  async close(lastWish: () => Promise<void>): Promise<void> {
    this.#ended = true;
    this.#timer?.cancel();
    await this.#running;
    try {
      await this.#move();
      await lastWish();
      await this.#client?.close();
    } catch (error) {
      this.#options.health.set('segments', describeFailure(codeOf(error)));
    }
  }

  #runAfter(delayMs: number): void {
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#timer = null;
      this.#run();
    });
  }

  #run(): void {
    this.#running = this.#move()
      .then(
        () => 0,
        (error: unknown) => {
          this.#options.health.set('segments', describeFailure(codeOf(error)));
          return this.#options.retryMs;
        },
      )
      .then((delayMs) => {
        this.#running = null;
        for (const resume of this.#paused.splice(0)) resume();
        if (this.#ended || this.#client === null) return;
        if (delayMs > 0) this.#runAfter(delayMs);
        else if ((this.#journal?.backlogBytes ?? 0) > 0) this.notice();
      });
  }

  async #move(): Promise<void> {
    const { health } = this.#options;
    const journal = this.#journal;
    const ranges = journal?.pending() ?? [];
    if (journal === null || this.#client === null || ranges.length === 0) return;
    const { head } = journal;
    const { segment, segmentBytes } = await this.#client.ingest({ type: 'ingest', ranges });
    journal.stored(ranges);
    health.clear('segments');
    if (journal.backlogBytes <= this.#options.backlogBytes) health.clear('backlog');
    this.#options.onStored(head);
    if (segmentBytes >= this.#options.segmentBytes) this.#options.onFull(segment);
  }

  #restart(failure: WriterFailure): void {
    this.#client = null;
    if (this.#ended) return;
    this.#options.health.set('thread', `The audit writer stopped (${failure.code}).`);
    this.#options.clock.after(this.#options.retryMs, () => {
      this.start(false).then(
        () => {
          this.#options.health.clear('thread');
          this.notice();
        },
        (error: unknown) => this.#restart(new WriterFailure(codeOf(error), 'start failed')),
      );
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof WriterFailure ? error.code : 'ERROR';
}
