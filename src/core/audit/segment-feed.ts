import type { Timer } from '../clock.ts';
import type { PayloadNote } from './body.ts';
import type { Head } from './chain.ts';
import { describeFailure, systemCode } from './health.ts';
import type { Journal } from './journal.ts';
import { type Recovered, Writer } from './writer.ts';
import type { Ingested } from './writer-messages.ts';
import {
  type DigestOptions,
  WriterSupervisor,
  type WriterSupervisorOptions,
} from './writer-supervisor.ts';

export interface SegmentFeedOptions extends WriterSupervisorOptions {
  /** Rows gather in the journal until they are so many bytes, … */
  readonly gatherBytes: number;
  /** … or until the first of them has waited so long. */
  readonly gatherMs: number;
  readonly segmentBytes: number;
  /** Rows that are not in a segment yet, in bytes; above it nothing is admitted. */
  readonly backlogBytes: number;
  /** Called when the segment has grown to its size. */
  onFull(segment: number): void;
  /** All rows up to here are in a segment. */
  onStored(head: Head): void;
}

const longestPauseMs = 5_000;

/** Moves rows from the journal into the segments, behind the callers' backs. */
export class SegmentFeed {
  readonly #options: SegmentFeedOptions;
  readonly #gatherBytes: number;
  readonly #writer: WriterSupervisor;
  #journal: Journal | null = null;
  #next: Timer | null = null;
  #retrying = false;
  #running: Promise<void> | null = null;
  readonly #paused: (() => void)[] = [];
  #ended = false;

  constructor(options: SegmentFeedOptions) {
    this.#options = options;
    // Callers are paused from a quarter of the limit on, so the rows must be moving by then.
    this.#gatherBytes = Math.min(options.gatherBytes, options.backlogBytes / 4);
    this.#writer = new WriterSupervisor(options, {
      resume: () => {
        if (this.#backlog() === 0) return false;
        this.#run();
        return true;
      },
      replaced: () => this.notice(),
    });
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
    const backlog = this.#backlog();
    if (backlog > this.#options.backlogBytes) {
      this.#options.health.set('backlog', 'The audit segments cannot keep up.');
    }
    if (this.#running !== null || this.#retrying || this.#ended) return;
    if (backlog >= this.#gatherBytes) this.#run();
    else this.#next ??= this.#options.clock.after(this.#options.gatherMs, () => this.#run());
  }

  /** Null, or where the segments fall behind: what a caller waits for, so that it slows down before it is refused. */
  pause(): Promise<void> | null {
    if (this.#backlog() < this.#options.backlogBytes / 4) return null;
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
  digest(bytes: Uint8Array, options: DigestOptions): Promise<PayloadNote> {
    return this.#writer.digest(bytes, options);
  }

  /** Everything in the segments is on the disk afterwards. Rejects with WriterFailure. */
  sync(): Promise<void> {
    return this.#writer.sync();
  }

  /**
   * Moves what is left, on this thread where no other runs, and ends the thread. What could not be moved is found in the
   * journal at the next start.
   */
  async close(lastWish: () => Promise<void>): Promise<void> {
    this.#ended = true;
    this.#next?.cancel();
    this.#writer.end();
    await this.#running;
    await this.#writer.settled();
    const note = (error: unknown): void => {
      this.#options.health.set('segments', describeFailure(systemCode(error)));
    };
    const moved = this.#writer.isRunning ? this.#move() : this.#moveHere();
    await moved.then(lastWish).catch(note);
    await this.#writer.close().catch(note);
  }

  #backlog(): number {
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
        else if (this.#backlog() > 0) this.notice();
      });
  }

  async #move(): Promise<void> {
    const journal = this.#journal;
    const ranges = journal?.pending() ?? [];
    if (journal === null || ranges.length === 0) return;
    const { head } = journal;
    const ingested = await this.#writer.ingest(ranges);
    journal.stored(ranges);
    this.#accept(head, ingested);
  }

  /** The last rows of a run are few, unless the thread failed: not worth a thread. */
  async #moveHere(): Promise<void> {
    const journal = this.#journal;
    const ranges = journal?.pending() ?? [];
    if (journal === null || (ranges.length === 0 && !this.#writer.isUnsynced)) return;
    const ingested = this.#writer.ingestHere(ranges);
    journal.stored(ranges);
    this.#accept(journal.head, ingested);
  }

  #accept(head: Head, { segment, segmentBytes }: Ingested): void {
    const { health } = this.#options;
    health.clear('segments');
    if (this.#backlog() <= this.#options.backlogBytes) health.clear('backlog');
    this.#options.onStored(head);
    // At the end nobody writes the row that begins a segment any more: the next run does.
    if (segmentBytes >= this.#options.segmentBytes && !this.#ended) this.#options.onFull(segment);
  }
}
