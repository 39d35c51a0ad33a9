import { AppError } from '../../shared/errors.ts';
import type { AuditFilter, AuditPage, AuditRow, PageRequest } from './audit-reader.ts';
import type { LogPart } from './log-part.ts';
import type { LogView } from './log-view.ts';
import { isUuid, parseUuid, projectBody } from './row.ts';
import { refusedCondition } from './segment.ts';
import { type SeqRange, seqRange } from './seq-range.ts';

export interface Condition {
  /** SQL; `1` when everything is wanted. */
  readonly sql: string;
  readonly values: readonly (string | number | Buffer)[];
}

export const everyRow: Condition = { sql: '1', values: [] };

/** Throws AppError `invalid_input` for a call id that is not a UUID. */
export function toCondition(filter: AuditFilter): Condition {
  const terms: string[] = [];
  const values: (string | number | Buffer)[] = [];
  const add = (term: string, value: string | number | Buffer | undefined): void => {
    if (value === undefined) return;
    terms.push(term);
    values.push(value);
  };
  if (filter.callId !== undefined && !isUuid(filter.callId)) {
    throw new AppError('invalid_input', 'callId is not a UUID');
  }
  add('at_us >= ?', filter.fromUs);
  add('at_us < ?', filter.toUs);
  add('client_id = ?', filter.client);
  add('server_id = ?', filter.server);
  add('item = ?', filter.item);
  add('kind = ?', filter.kind);
  add('decision = ?', filter.decision);
  add('call_id = ?', filter.callId === undefined ? undefined : parseUuid(filter.callId));
  add("body ->> 'session' = ?", filter.session);
  add("body LIKE '%' || ? || '%' ESCAPE '\\'", filter.text && escapeLike(filter.text));
  if (filter.refused === true) terms.push(refusedCondition);
  else if (filter.rows === 'decisions') terms.push("kind <> 'call.outcome'");
  return { sql: terms.length === 0 ? '1' : terms.join(' AND '), values };
}

/** Rows that are looked through at once: then others get their turn, and who left is noticed. */
const windowRows = 20_000;

/** One page of the log; yields where it has looked through many rows. Throws AppError `invalid_input` for cursors that exclude each other. */
export function* pageSteps(
  view: LogView,
  filter: AuditFilter,
  page: PageRequest,
): Generator<undefined, AuditPage> {
  if (page.before !== undefined && page.after !== undefined) {
    throw new AppError('invalid_input', 'before and after exclude each other');
  }
  const limit = Math.min(1_000, Math.max(1, Math.floor(page.limit ?? 100)));
  const ascending = page.after !== undefined;
  const condition = toCondition(filter);
  const range = seqRange(view, filter);
  const first = Math.max(range.first, (page.after ?? 0) + 1);
  const last = Math.min(range.last, (page.before ?? view.head.seq + 1) - 1);
  const rows: AuditRow[] = [];
  for (const window of windows(view, { first, last }, ascending)) {
    rows.push(...readWindow(window, condition, ascending, limit - rows.length));
    if (rows.length === limit) break;
    yield undefined;
  }
  if (page.related === true) for (const row of rows) addRelated(view, row);
  return { rows, next: rows.length === limit ? (rows.at(-1)?.seq ?? null) : null };
}

/** The same at one go: for a log that is small, or a page that is near. */
export function queryPage(view: LogView, filter: AuditFilter, page: PageRequest): AuditPage {
  const steps = pageSteps(view, filter, page);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

interface Window extends SeqRange {
  readonly part: LogPart;
}

/** The range in pieces, in the order in which they are read. */
function* windows(view: LogView, range: SeqRange, ascending: boolean): Generator<Window> {
  let before = 0;
  const pieces = view.parts.map((part) => {
    const piece = { part, first: before + 1, last: part.lastSeq };
    before = part.lastSeq;
    return piece;
  });
  for (const piece of ascending ? pieces : pieces.reverse()) {
    const first = Math.max(range.first, piece.first);
    const last = Math.min(range.last, piece.last);
    for (let done = 0; done <= last - first; done += windowRows) {
      yield ascending
        ? { ...piece, first: first + done, last: Math.min(last, first + done + windowRows - 1) }
        : { ...piece, first: Math.max(first, last - done - windowRows + 1), last: last - done };
    }
  }
}

function readWindow(
  { part, first, last }: Window,
  condition: Condition,
  ascending: boolean,
  limit: number,
): AuditRow[] {
  return part.database
    .prepare<unknown[], AuditRow>(
      `SELECT seq, lower(hex(hash)) AS hash, body FROM entry
       WHERE seq >= ? AND seq <= ? AND ${condition.sql}
       ORDER BY seq ${ascending ? 'ASC' : 'DESC'} LIMIT ?`,
    )
    .all(first, last, ...condition.values, limit);
}

const relatedOf: Readonly<Record<string, string>> = {
  'call.intent': 'call.outcome',
  'call.outcome': 'call.intent',
};

/** A call's other row is near, so the parts are asked from its own on. */
function addRelated(view: LogView, row: AuditRow): void {
  const { kind, callId } = projectBody(row.body);
  const wanted = relatedOf[kind];
  if (wanted === undefined || callId === null) return;
  const id = parseUuid(callId);
  const own = view.parts.findIndex(({ lastSeq }) => lastSeq >= row.seq);
  const direction = kind === 'call.intent' ? 1 : -1;
  for (let at = own; at >= 0 && at < view.parts.length; at += direction) {
    const found = view.parts[at]?.rowOfCall(id, wanted) ?? null;
    if (found === null) continue;
    row.related = found;
    return;
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
