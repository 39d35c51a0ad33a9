import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';

/** The part of the log that the page holds. It is moved, never grown without end: a log may have a million rows. */
export interface LogWindow {
  /** Newest first. */
  readonly rows: readonly AuditRowView[];
  /** Newer rows that were held once and given up while older ones were read: their room in the list stays. */
  readonly above: number;
  /** Where the next older page begins; null at the oldest row that matches. */
  readonly olderFrom: number | null;
  /** Newer rows that arrived and are not shown yet, newest first. */
  readonly held: readonly AuditRowView[];
  /** How many arrived that are not shown. */
  readonly fresh: number;
  /** Rows that nobody told of came as well, or may have come. */
  readonly uncounted: boolean;
  /** `held` is not all of them: the newest page has to be read again. */
  readonly gap: boolean;
}

export interface LogPage {
  readonly rows: readonly AuditRowView[];
  readonly next: number | null;
}

/** More than this is given up at the far end. */
export const mostRows = 2_000;
/** Rows that wait to be shown; what goes beyond is read again. */
const mostHeld = 500;

/** How many rows there are; with a plus while older ones were not looked for. */
export function countRows({ above, rows, olderFrom }: LogWindow): string {
  const count = above + rows.length;
  return olderFrom === null ? formatCounted(count, 'row') : `${formatCount(count)}+ rows`;
}

/** The newest page, as the engine answered it: newest first. */
export function openWindow({ rows, next }: LogPage): LogWindow {
  return { rows, above: 0, olderFrom: next, held: [], fresh: 0, uncounted: false, gap: false };
}

/** An older page at the end; newest rows beyond the limit are given up, and keep their room. */
export function addOlder(window: LogWindow, { rows, next }: LogPage): LogWindow {
  const all = [...window.rows, ...rows];
  const given = Math.max(0, all.length - mostRows);
  return { ...window, rows: all.slice(given), above: window.above + given, olderFrom: next };
}

/** A newer page, oldest first as the engine answers it, where rows were given up before. */
export function addNewer(window: LogWindow, { rows, next }: LogPage): LogWindow {
  const all = trimOldest([...[...rows].reverse(), ...window.rows]);
  const newest = all[0]?.seq ?? 0;
  const atHead = next === null;
  const above = atHead ? 0 : Math.max(0, window.above - rows.length);
  const held = atHead ? window.held.filter(({ seq }) => seq > newest) : window.held;
  return {
    ...window,
    ...withRows(window, all),
    above,
    held,
    fresh: atHead ? held.length : window.fresh,
    uncounted: atHead ? false : window.uncounted,
    // The head moved on while its room was filled: what is left is new.
    gap: atHead ? false : window.gap || above === 0,
  };
}

/** Rows that were announced, oldest first: shown at once, or held until somebody wants to see them. */
export function arrive(
  window: LogWindow,
  announced: readonly AuditRowView[],
  hold: boolean,
): LogWindow {
  const newest = window.held[0]?.seq ?? window.rows[0]?.seq ?? 0;
  const fresh = announced.filter(({ seq }) => seq > newest).reverse();
  if (fresh.length === 0) return window;
  if (!hold && window.above === 0 && !window.gap && window.held.length === 0)
    return { ...window, ...withRows(window, trimOldest([...fresh, ...window.rows])) };
  const held = [...fresh, ...window.held];
  return {
    ...window,
    held: held.slice(0, mostHeld),
    fresh: window.fresh + fresh.length,
    gap: window.gap || held.length > mostHeld,
  };
}

/** Rows of which the engine told only these, oldest first: what waits has to be read again. */
export function leaveOut(window: LogWindow, announced: readonly AuditRowView[]): LogWindow {
  return { ...window, gap: true, uncounted: true, fresh: window.fresh + announced.length };
}

/** Whether rows wait to be shown, or may. */
export function hasFresh({ fresh, uncounted }: LogWindow): boolean {
  return fresh > 0 || uncounted;
}

/** How many rows wait; with a plus while not all of them were told. Empty where none is known. */
export function countFresh({ fresh, uncounted }: LogWindow): string {
  return fresh === 0 ? '' : `${formatCount(fresh)}${uncounted ? '+' : ''}`;
}

/** The same for the button that shows them. */
export function nameFresh(window: LogWindow): string {
  const count = countFresh(window);
  if (count === '') return 'Newest rows';
  return window.fresh === 1 && !window.uncounted ? '1 new row' : `${count} new rows`;
}

/** Shows what was held; null where the newest page has to be read instead. */
export function release(window: LogWindow): LogWindow | null {
  if (window.gap || window.above > 0) return null;
  const rows = trimOldest([...window.held, ...window.rows]);
  return { ...window, ...withRows(window, rows), held: [], fresh: 0, uncounted: false };
}

/** Joins outcomes that were announced with the calls that they end. */
export function joinOutcomes(window: LogWindow, announced: readonly AuditRowView[]): LogWindow {
  const outcomes = new Map(
    announced.flatMap((row) =>
      row.kind === 'call.outcome' && row.parentSeq !== null ? [[row.parentSeq, row] as const] : [],
    ),
  );
  if (outcomes.size === 0) return window;
  const join = (row: AuditRowView): AuditRowView => {
    const outcome = row.outcome === null ? outcomes.get(row.seq) : undefined;
    if (outcome === undefined) return row;
    const { seq, result, code, durationUs } = outcome;
    return { ...row, outcome: { seq, result: result ?? '', code, durationUs, delivered: null } };
  };
  return { ...window, rows: window.rows.map(join), held: window.held.map(join) };
}

function trimOldest(rows: readonly AuditRowView[]): readonly AuditRowView[] {
  return rows.length > mostRows ? rows.slice(0, mostRows) : rows;
}

/** Where the oldest rows were given up, the next older page begins behind the last that is left. */
function withRows(
  window: LogWindow,
  rows: readonly AuditRowView[],
): Pick<LogWindow, 'rows' | 'olderFrom'> {
  const before = window.rows.at(-1)?.seq;
  const last = rows.at(-1)?.seq;
  const cut = before !== undefined && last !== undefined && last > before;
  return { rows, olderFrom: cut ? last : window.olderFrom };
}
