import type { z } from 'zod';
import type { AuditRowView, auditFilter } from '../../../shared/contract-audit.ts';
import { endOfRange, startOfRange, type TimeRange, timeRanges } from './time-range.ts';

/** What the engine is asked for. */
export type LogFilter = z.input<typeof auditFilter>;

export const verdicts = ['allowed', 'denied', 'refused'] as const;
export type Verdict = (typeof verdicts)[number];

/** The filters of the view, as they stand in the address. Null: not filtered by it. */
export interface LogSearch {
  /** Ends now. Not in force where `fromUs` or `toUs` is set. */
  readonly range: TimeRange | 'all';
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly verdict: Verdict | null;
  readonly kind: string | null;
  readonly client: string | null;
  readonly server: string | null;
  readonly item: string | null;
  readonly session: string | null;
  readonly callId: string | null;
  readonly text: string | null;
}

const texts = {
  kind: 'kind',
  client: 'client',
  server: 'server',
  item: 'tool',
  session: 'session',
  callId: 'call',
  text: 'q',
} as const;

const textNames = Object.keys(texts) as (keyof typeof texts)[];

/** The filters of an address; what is not understood is passed over. */
export function readSearch(params: URLSearchParams): LogSearch {
  const text = (name: string) => {
    const value = params.get(name);
    return value === null || value === '' ? null : value;
  };
  return {
    range: readRange(params.get('range')),
    fromUs: readTime(params.get('from')),
    toUs: readTime(params.get('to')),
    verdict: verdicts.find((verdict) => verdict === params.get('decision')) ?? null,
    kind: text(texts.kind),
    client: text(texts.client),
    server: text(texts.server),
    item: text(texts.item),
    session: text(texts.session),
    callId: text(texts.callId),
    text: text(texts.text),
  };
}

/** The search part of an address for these filters; nothing stands in it that holds anyway. */
export function writeSearch(search: LogSearch): URLSearchParams {
  const params = new URLSearchParams();
  if (search.fromUs !== null) params.set('from', String(search.fromUs));
  if (search.toUs !== null) params.set('to', String(search.toUs));
  if (!isBounded(search) && search.range !== '1h') params.set('range', search.range);
  if (search.verdict !== null) params.set('decision', search.verdict);
  for (const name of textNames) {
    const value = search[name];
    if (value !== null && value !== '') params.set(texts[name], value);
  }
  return params;
}

/** Every filter but the time. */
export const noSearch: Omit<LogSearch, 'range' | 'fromUs' | 'toUs'> = {
  verdict: null,
  kind: null,
  client: null,
  server: null,
  item: null,
  session: null,
  callId: null,
  text: null,
};

/** Whether a person chose the times, instead of a range that ends now. */
export function isBounded({ fromUs, toUs }: LogSearch): boolean {
  return fromUs !== null || toUs !== null;
}

/** Whether new rows can match. */
export function isOpenEnded({ toUs }: LogSearch, nowMs: number): boolean {
  return toUs === null || toUs > nowMs * 1_000;
}

/** Whether anything but the time is filtered by. */
export function isNarrowed(search: LogSearch): boolean {
  return search.verdict !== null || textNames.some((name) => search[name] !== null);
}

/** The rows of the list: one for each call, newest first, without an end that lies ahead. */
export function toRowFilter(search: LogSearch, nowMs: number): LogFilter {
  return { ...toSubject(search), ...timesOf(search, nowMs), rows: 'decisions' };
}

/** The same for counting over time; the end of a range is the end of the bucket that is under way. */
export function toCountFilter(search: LogSearch, nowMs: number): LogFilter {
  const { range } = search;
  const end = isBounded(search) || range === 'all' ? {} : { toUs: endOfRange(range, nowMs) };
  return { ...toSubject(search), ...timesOf(search, nowMs), ...end };
}

function toSubject({ verdict, ...search }: LogSearch): LogFilter {
  const filter: LogFilter = {};
  for (const name of textNames) {
    const value = search[name];
    if (value !== null) filter[name] = value;
  }
  if (verdict === 'refused') filter.refused = true;
  else if (verdict !== null) filter.decision = verdict === 'allowed' ? 'allow' : 'deny';
  return filter;
}

function timesOf(search: LogSearch, nowMs: number): LogFilter {
  const { fromUs, toUs, range } = search;
  if (isBounded(search))
    return { ...(fromUs !== null && { fromUs }), ...(toUs !== null && { toUs }) };
  return range === 'all' ? {} : { fromUs: startOfRange(range, nowMs) };
}

/** Whether a row that was announced belongs to the list: what the engine's query does, for one row. */
export function matchesFilter(row: AuditRowView, filter: LogFilter): boolean {
  const { fromUs = 0, toUs = Number.POSITIVE_INFINITY } = filter;
  if (row.atUs < fromUs || row.atUs >= toUs) return false;
  if (filter.refused === true ? !isRefused(row) : row.kind === 'call.outcome') return false;
  if (filter.text !== undefined && !holds(row.body, filter.text)) return false;
  const same = ['client', 'server', 'item', 'kind', 'decision', 'session', 'callId'] as const;
  return same.every((name) => filter[name] === undefined || filter[name] === row[name]);
}

function isRefused({ decision, code, kind }: AuditRowView): boolean {
  return decision === 'deny' || code !== null || kind === 'auth.failed';
}

function holds(body: string, text: string): boolean {
  return body.toLowerCase().includes(text.toLowerCase());
}

function readRange(text: string | null): LogSearch['range'] {
  if (text === 'all') return 'all';
  return timeRanges.find((range) => range === text) ?? '1h';
}

function readTime(text: string | null): number | null {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}
