import type { LogSearch } from './log-search.ts';

/** A file name that sorts by time: `lmcp-audit-2026-11-21-143208.jsonl`, in the local time zone. */
export function exportName(nowMs: number, format: 'jsonl' | 'csv'): string {
  const now = new Date(nowMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('');
  return `lmcp-audit-${day}-${time}.${format}`;
}

/** What is filtered by, apart from the time, as a person reads it: `client vscode, refused`. */
export function describeSearch(search: LogSearch): string {
  const { verdict, kind, client, server, item, session, callId, text } = search;
  const parts = [
    client === null ? '' : `client ${client}`,
    server === null ? '' : `server ${server}`,
    item === null ? '' : `tool ${item}`,
    verdict ?? '',
    kind === null ? '' : `kind ${kind}`,
    session === null ? '' : 'one session',
    callId === null ? '' : 'one call',
    text === null ? '' : `holding “${text}”`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
