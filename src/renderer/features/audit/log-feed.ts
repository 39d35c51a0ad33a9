import { AppError } from '../../../shared/errors.ts';
import type { EventBatch } from '../../engine/event-batcher.ts';
import type { MethodInput, MethodOutput } from '../../engine/method-types.ts';
import { type LogFilter, matchesFilter } from './log-search.ts';
import {
  addNewer,
  addOlder,
  arrive,
  hasFresh,
  joinOutcomes,
  type LogWindow,
  leaveOut,
  openWindow,
  release,
} from './log-window.ts';

export interface LogFeedState {
  /** Null until the first page is there. */
  readonly window: LogWindow | null;
  /** The filter of the window is an older one than asked for. */
  readonly loading: boolean;
  readonly error: AppError | null;
}

/** Why rows that arrive are not shown by themselves. */
export type HoldReason = 'paused' | 'scrolled' | 'pointer' | 'focus';

export interface LogFeedOptions {
  readonly query: (input: MethodInput<'audit.query'>) => Promise<MethodOutput<'audit.query'>>;
  /** Ends a query that nobody waits for any more. */
  readonly cancel: (task: string) => void;
  readonly newTask: () => string;
}

const pageRows = 200;
/** Enough for a window, and for what is read ahead of it. While rows come faster than they can be told, the newest page is read once a second. */
const floodRows = 120;
/** Rows that were announced while a page was on its way. */
const mostRecent = 1_000;

/** The rows of one filter: pages of the log and what is announced, in one list in which nothing moves unasked. */
export class LogFeed {
  readonly #options: LogFeedOptions;
  readonly #listeners = new Set<() => void>();
  readonly #holds = new Set<HoldReason>();
  #state: LogFeedState = { window: null, loading: true, error: null };
  #filter: LogFilter = {};
  /** The filter that the window is of. */
  #shown: LogFilter | null = null;
  #floodRows = floodRows;
  /** All rows before this one may have been left out of what was announced while a page was on its way. */
  #leftOutBefore = 0;
  #recent: EventRows = [];
  /** The query for the newest page, or null where none is under way. */
  #opening: string | null = null;
  #paging = false;

  constructor(options: LogFeedOptions) {
    this.#options = options;
  }

  readonly state = (): LogFeedState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads the newest page of a filter. What was shown stays until it is there. */
  open(filter: LogFilter): Promise<void> {
    this.#filter = filter;
    return this.reload();
  }

  /** Reads the newest page again: also what shows the rows that were held. */
  async reload(limit = pageRows): Promise<void> {
    if (this.#opening !== null) this.#options.cancel(this.#opening);
    const task = this.#options.newTask();
    this.#opening = task;
    this.#recent = [];
    this.#leftOutBefore = 0;
    const filter = this.#filter;
    this.#set({ loading: filter !== this.#shown });
    try {
      const page = await this.#query({ limit }, task);
      if (this.#opening !== task) return;
      this.#opening = null;
      this.#shown = filter;
      const opened = arrive(openWindow(page), this.#matching(this.#recent), false);
      this.#set({ window: joinOutcomes(opened, this.#recent), loading: false, error: null });
      // The page is older than rows that nobody told of: without them there would be a hole in the list.
      if ((page.rows[0]?.seq ?? 0) + 1 < this.#leftOutBefore) void this.reload(limit);
    } catch (error) {
      if (this.#opening !== task) return;
      this.#opening = null;
      this.#set({ loading: false, error: toAppError(error) });
    }
  }

  /** Takes what the engine announced. */
  hear({ events, missed }: EventBatch): void {
    const heard = events.flatMap(({ event, data }) => (event === 'audit.appended' ? [data] : []));
    const rows = heard.flatMap((data) => data.rows);
    this.#recent = [...this.#recent, ...rows].slice(-mostRecent);
    const { window } = this.#state;
    const cut = heard.filter(({ omitted }) => omitted > 0);
    if (window === null || this.#opening !== null) {
      // The page that is on its way may be older than what was missed.
      if (missed) void this.reload();
      const told = cut.map((data) => data.rows[0]?.seq ?? data.headSeq);
      this.#leftOutBefore = Math.max(this.#leftOutBefore, ...told);
      return;
    }
    if (missed || cut.length > 0) {
      if (this.#holds.size === 0) void this.reload(missed ? pageRows : this.#floodRows);
      else this.#set({ window: joinOutcomes(leaveOut(window, this.#matching(rows)), rows) });
      return;
    }
    if (rows.length === 0) return;
    const more = arrive(window, this.#matching(rows), this.#holds.size > 0);
    this.#set({ window: joinOutcomes(more, rows) });
  }

  /** Holds new rows back, or no longer; with the last reason gone, those that wait are shown. */
  hold(reason: HoldReason, on: boolean): void {
    if (this.#holds.has(reason) === on) return;
    if (on) this.#holds.add(reason);
    else this.#holds.delete(reason);
    const { window } = this.#state;
    if (this.#holds.size === 0 && window !== null && hasFresh(window)) this.showNew();
  }

  /** Shows the rows that arrived, whatever holds them. */
  showNew(): void {
    const { window } = this.#state;
    if (window === null) return;
    const released = release(window);
    if (released === null) void this.reload();
    else this.#set({ window: released });
  }

  /** Reads the next older page, if there is one. */
  async loadOlder(): Promise<void> {
    const before = this.#state.window?.olderFrom ?? null;
    // Nobody scrolled: the window is so tall that it needs whole pages.
    if (this.#holds.size === 0) this.#floodRows = pageRows;
    if (before !== null) await this.#page({ before, limit: pageRows }, addOlder);
  }

  /** Reads rows that were given up before, when they come into view again. */
  async loadNewer(): Promise<void> {
    const { window } = this.#state;
    const after = window?.rows[0]?.seq;
    if (after === undefined || window?.above === 0) return;
    await this.#page({ after, limit: pageRows }, addNewer);
  }

  async #page(
    page: NonNullable<MethodInput<'audit.query'>['page']>,
    join: (window: LogWindow, page: MethodOutput<'audit.query'>) => LogWindow,
  ): Promise<void> {
    if (this.#paging || this.#opening !== null) return;
    this.#paging = true;
    const filter = this.#filter;
    try {
      const answer = await this.#query(page, this.#options.newTask());
      const { window } = this.#state;
      if (window !== null && filter === this.#filter && this.#opening === null)
        this.#set({ window: join(window, answer), error: null });
    } catch (error) {
      if (filter === this.#filter) this.#set({ error: toAppError(error) });
    } finally {
      this.#paging = false;
    }
  }

  #query(page: NonNullable<MethodInput<'audit.query'>['page']>, task: string) {
    return this.#options.query({ filter: this.#filter, page: { ...page, related: true }, task });
  }

  #matching(rows: EventRows): EventRows {
    return rows.filter((row) => matchesFilter(row, this.#filter));
  }

  #set(change: Partial<LogFeedState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

type EventRows = MethodOutput<'audit.query'>['rows'];

function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', undefined, { cause: error });
}
