import { AppError } from '../../shared/errors.ts';
import type { AuditFilter, AuditPage, AuditRow, PageRequest } from './audit-reader.ts';
import type { LogPart, LogView } from './log-view.ts';
import { isUuid, parseUuid } from './row.ts';
import { refusedCondition } from './segment.ts';

export interface Condition {
  /** SQL; `1` when everything is wanted. */
  readonly sql: string;
  readonly values: readonly (string | number | Buffer)[];
}

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
  if (filter.refused === true) terms.push(refusedCondition);
  return { sql: terms.length === 0 ? '1' : terms.join(' AND '), values };
}

/** One page of the log. Throws AppError `invalid_input` for cursors that exclude each other. */
export function queryPage(view: LogView, filter: AuditFilter, page: PageRequest): AuditPage {
  if (page.before !== undefined && page.after !== undefined) {
    throw new AppError('invalid_input', 'before and after exclude each other');
  }
  const limit = Math.min(1_000, Math.max(1, Math.floor(page.limit ?? 100)));
  const ascending = page.after !== undefined;
  const cursor = page.after ?? page.before ?? view.head.seq + 1;
  const condition = toCondition(filter);
  const rows: AuditRow[] = [];
  for (const part of ascending ? view.parts : [...view.parts].reverse()) {
    if (rows.length === limit) break;
    rows.push(...readPart(part, condition, ascending, cursor, limit - rows.length));
  }
  return { rows, next: rows.length === limit ? (rows.at(-1)?.seq ?? null) : null };
}

function readPart(
  part: LogPart,
  condition: Condition,
  ascending: boolean,
  cursor: number,
  limit: number,
): AuditRow[] {
  const [comparison, order] = ascending ? ['>', 'ASC'] : ['<', 'DESC'];
  return part.database
    .prepare<unknown[], AuditRow>(
      `SELECT seq, lower(hex(hash)) AS hash, body FROM entry
       WHERE seq ${comparison} ? AND seq <= ? AND ${condition.sql} ORDER BY seq ${order} LIMIT ?`,
    )
    .all(cursor, part.lastSeq, ...condition.values, limit);
}
