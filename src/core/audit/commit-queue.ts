import { AppError } from '../../shared/errors.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Durability } from '../database.ts';
import { AppendedGroup } from './appended-group.ts';
import type { Ballast } from './ballast.ts';
import { RowHasher } from './chain.ts';
import { describeFailure, type Health, isDiskFull, systemCode } from './health.ts';
import type { Journal } from './journal.ts';
import { Answer, type QueuedRow, refuse, rowOf } from './queued-row.ts';
import type { Row } from './row.ts';

export interface CommitQueueOptions {
  readonly journal: Journal;
  readonly durability: Durability;
  readonly ballast: Ballast;
  readonly health: Health;
  readonly clock: Clock;
  /** More rows than this are not kept waiting. */
  readonly queueRows: number;
  /** A row that waits longer is refused. */
  readonly queueMs: number;
  readonly retryMs: number;
  onCommitted(): void;
  /** A row that was refused to its caller turned out to be on the disk. */
  onAbandoned(row: Row, seq: number): void;
}

/** How long an outcome waits for an intent to ride with, where each group costs a sync. */
const rideMs = 2;

/** `alone`: nobody else is about to ask, so that there is no group to wait for. */
export type Company = 'alone' | 'others';

/**
 * Group commit over the journal. Under `crash` a group is what one turn of the event loop asks for, and counts once the
 * kernel has it; under `power-loss` a group is what gathers while the sync before it runs. A row that is `alone` does not wait
 * for the end of the turn, which is a twentieth of what a call takes.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  readonly #listeners = new Set<(group: AppendedGroup) => void>();
  readonly #hasher = new RowHasher();
  #entries: QueuedRow[] = [];
  #syncing = false;
  #broken = false;
  #ended = false;
  #closed = false;
  #soon: NodeJS.Immediate | null = null;
  #ride: Timer | null = null;
  /** Until the reserve is looked for again. */
  #reserve: Timer | null = null;
  #idle: (() => void) | null = null;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Whether a row is durable once it is written. */
  get isImmediate(): boolean {
    return this.#options.durability === 'crash';
  }

  /** Resolves with the row's seq once it is durable; rejects with `audit_unavailable`. */
  commit(row: Row, company: Company = 'others'): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#options.health.assert();
      this.#makeRoom();
      this.#entries.push({ row, asked: { done: resolve, failed: reject }, abandoned: false });
      if (company === 'alone') this.#flush();
      else this.#flushSoon();
    });
  }

  /**
   * The same for a row that is alone, where a write is all that it takes (`isImmediate`): what is owed by then goes out with it.
   * @returns its seq. @throws AppError `audit_unavailable`.
   */
  commitNow(row: Row): number {
    this.#options.health.assert();
    this.#makeRoom();
    const answer = new Answer();
    const entry: QueuedRow = { row, asked: answer, abandoned: false };
    this.#entries.push(entry);
    this.#flush();
    if (answer.seq !== null) return answer.seq;
    entry.abandoned = true;
    throw answer.error ?? new AppError('audit_unavailable');
  }

  /**
   * Takes the row even while others are refused, and writes it when the caller is done: nobody waits for it. Throws
   * `audit_unavailable` when the queue is full, or after its end. @param row or what makes it, asked when it is written.
   */
  owe(row: Row | (() => Row), company: Company = 'others'): void {
    this.#makeRoom();
    this.#entries.push({ row, asked: null, abandoned: false });
    // What it is made of is not to be held for as long as a disk takes to be mended.
    if (this.#broken) this.#entries.forEach(rowOf);
    if (this.#options.durability === 'crash') {
      if (company === 'alone') process.nextTick(() => this.#flush());
      else this.#flushSoon();
    } else this.#ride ??= this.#options.clock.after(rideMs, () => this.#flush());
  }

  /** Sets the reserve aside; nothing is admitted until it is. */
  holdReserve(): void {
    const { ballast, health } = this.#options;
    if (ballast.hold()) health.clear('reserve');
    else this.#lackReserve();
  }

  subscribe(listener: (group: AppendedGroup) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes what is queued. Resolves with how many rows could not be written. */
  async settle(): Promise<number> {
    this.#flush();
    while (!this.#broken && (this.#syncing || this.#entries.length > 0)) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    return this.#entries.length;
  }

  /** No more attempts after this: what could not be written is lost. */
  async end(): Promise<number> {
    this.#ended = true;
    let lost: number;
    // A row may have been taken while the others were written: it goes out before the door is closed, in the same turn.
    do lost = await this.settle();
    while (lost === 0 && this.#entries.length > 0);
    this.#closed = true;
    return lost;
  }

  #makeRoom(): void {
    const { queueRows } = this.#options;
    if (this.#entries.length >= queueRows) this.#flush();
    if (this.#closed || this.#entries.length >= queueRows) throw new AppError('audit_unavailable');
  }

  /** At the end of this turn of the event loop: what arrives in one turn becomes one group, with one write. */
  #flushSoon(): void {
    this.#soon ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#soon = null;
    this.#ride?.cancel();
    this.#ride = null;
    if (this.#syncing || this.#broken || this.#entries.length === 0) return;
    const group = this.#entries;
    this.#entries = [];
    let rows: readonly Row[];
    try {
      rows = group.map(rowOf);
      this.#options.journal.write(rows);
    } catch (error) {
      this.#fail(group, error);
      return;
    }
    if (this.#options.durability === 'crash') this.#accept(group, rows);
    else this.#sync(group, rows);
  }

  #sync(group: QueuedRow[], rows: readonly Row[]): void {
    const { clock, journal, queueMs, health } = this.#options;
    this.#syncing = true;
    const watchdog = clock.after(queueMs, () => {
      health.set('journal', 'The disk does not answer.');
      refuse(group);
      this.#entries = refuse(this.#entries);
    });
    journal.sync((error) => {
      watchdog.cancel();
      this.#syncing = false;
      if (error === null) {
        health.clear('journal');
        this.#accept(group, rows);
        this.#flush();
      } else this.#fail(group, error);
      this.#idle?.();
    });
  }

  #accept(group: QueuedRow[], rows: readonly Row[]): void {
    const { journal } = this.#options;
    const before = journal.head;
    journal.accept();
    let { seq } = before;
    for (const entry of group) {
      seq++;
      if (entry.abandoned) this.#options.onAbandoned(rowOf(entry), seq);
      else entry.asked?.done(seq);
    }
    this.#options.onCommitted();
    if (this.#listeners.size === 0) return;
    const appended = new AppendedGroup(before, rows, this.#hasher);
    for (const listener of this.#listeners) listener(appended);
  }

  /** Nothing of the group counts. Who asked is told; what is owed is written again once the journal was read back. */
  #fail(group: QueuedRow[], error: unknown): void {
    const code = systemCode(error);
    this.#broken = true;
    this.#options.health.set('journal', describeFailure(code));
    this.#entries = [...refuse(group), ...refuse(this.#entries)];
    const reserveFreed = isDiskFull(code) && this.#options.ballast.release();
    if (reserveFreed) {
      // It is taken back later: the system may say that there is room, as under a quota, and what is owed would get none of it.
      this.#lackReserve();
      this.#repair();
    } else this.#later(() => this.#repair());
  }

  #lackReserve(): void {
    this.#options.health.set('reserve', 'The disk is full.');
    this.#reserve ??= this.#later(() => {
      this.#reserve = null;
      this.holdReserve();
    });
  }

  #repair(): void {
    const { health, journal } = this.#options;
    try {
      journal.reopen();
    } catch {
      this.#later(() => this.#repair());
      return;
    }
    this.#broken = false;
    this.#flush();
    if (!this.#broken) health.clear('journal');
  }

  #later(run: () => void): Timer {
    return this.#options.clock.after(this.#options.retryMs, () => {
      if (!this.#ended) run();
    });
  }
}
