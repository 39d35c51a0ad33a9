import { isDeepStrictEqual } from 'node:util';
import type { EventValue } from '../audit/record.ts';
import { maskClient, maskDaemon, maskServer } from './masked-entry.ts';
import { isRecord } from './parse-section.ts';
import type { RegistryPath } from './registry.ts';
import { formatPath } from './registry-issue.ts';
import type { RegistryChange } from './snapshot.ts';

/** A change for people (one line each) and for the audit row; secrets read `set` or `empty` in both. */
export interface ChangeDescription {
  readonly lines: readonly string[];
  /** Rows of {op, path, from?, to?}; a value that is absent has no member. */
  readonly difference: readonly EventValue[];
}

/** More rows than this are counted, not listed: an audit row stays small. */
const shownRows = 200;
const restartKeys = new Set(['host', 'port']);

interface DifferenceRow {
  readonly op: 'added' | 'removed' | 'changed';
  readonly path: RegistryPath;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** What is different between the two snapshots of a change, in the order settings, clients, servers. */
export function describeChange(change: RegistryChange): ChangeDescription {
  const { before, after, clients, servers } = change;
  const rows = [
    ...compareValues(['lmcp'], maskDaemon(before.lmcp), maskDaemon(after.lmcp)),
    ...entryRows('clients', clients, before.clients, after.clients, maskClient),
    ...entryRows('servers', servers, before.servers, after.servers, maskServer),
    ...hiddenRows(change),
    ...brokenRows(change),
  ];
  const shown = rows.slice(0, shownRows);
  const rest = rows.length - shown.length;
  const lines = shown.map(toLine);
  if (rest > 0) lines.push(`and ${rest} more`);
  if (lines.length === 0) lines.push('Comments or layout only');
  const difference: EventValue[] = shown.map(toEventRow);
  if (rest > 0) difference.push({ op: 'more', count: rest });
  return { lines, difference };
}

function entryRows<T>(
  section: 'clients' | 'servers',
  ids: { added: string[]; changed: string[]; removed: string[] },
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  mask: (entry: T) => unknown,
): DifferenceRow[] {
  const shown = (entries: ReadonlyMap<string, T>, id: string) => {
    const entry = entries.get(id);
    return entry === undefined ? undefined : mask(entry);
  };
  return [
    ...ids.removed.map(
      (id): DifferenceRow => ({
        op: 'removed',
        path: [section, id],
        from: shown(before, id),
      }),
    ),
    ...ids.added.map(
      (id): DifferenceRow => ({
        op: 'added',
        path: [section, id],
        to: shown(after, id),
      }),
    ),
    ...ids.changed.flatMap((id) =>
      compareValues([section, id], shown(before, id), shown(after, id)),
    ),
  ];
}

/** A secret that was replaced by another one looks the same when masked; that it changed is still said. */
function hiddenRows({ before, after, servers }: RegistryChange): DifferenceRow[] {
  return servers.changed.flatMap((id) => {
    const left = before.servers.get(id);
    const right = after.servers.get(id);
    if (left === undefined || right === undefined) return [];
    const shown = compareValues([], maskServer(left), maskServer(right));
    return compareValues(['servers', id], left, right)
      .filter(({ path }) => !shown.some((row) => isPrefix(row.path, path.slice(2))))
      .map(({ path }): DifferenceRow => ({ op: 'changed', path, from: 'set', to: 'set' }));
  });
}

function isPrefix(prefix: RegistryPath, path: RegistryPath): boolean {
  return prefix.every((part, index) => part === path[index]);
}

function brokenRows({ before, after }: RegistryChange): DifferenceRow[] {
  const faults = [...after.broken].filter(
    ([id, fault]) => before.broken.get(id)?.message !== fault.message,
  );
  return faults.map(([id, fault]) => ({ op: 'changed', path: ['servers', id], to: fault.message }));
}

function compareValues(path: RegistryPath, before: unknown, after: unknown): DifferenceRow[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [{ op: 'added', path, to: after }];
  if (after === undefined) return [{ op: 'removed', path, from: before }];
  if (!isRecord(before) || !isRecord(after))
    return [{ op: 'changed', path, from: before, to: after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    compareValues([...path, key], before[key], after[key]),
  );
}

function toLine({ op, path, from, to }: DifferenceRow): string {
  const name = formatPath(path);
  if (path.length === 2 && path[0] === 'servers' && typeof to === 'string') {
    return `${name} is disabled: ${to}`;
  }
  if (path.length === 2 && path[0] !== 'lmcp') {
    return op === 'added' ? `${name} added${entrySummary(to)}` : `${name} ${op}`;
  }
  const restart =
    path[0] === 'lmcp' && restartKeys.has(String(path[1])) ? ' (needs a restart)' : '';
  if (Array.isArray(from) && Array.isArray(to)) return `${name}: ${listDifference(from, to)}`;
  if (op === 'added') return `${name}: ${show(to)}${restart}`;
  if (op === 'removed') return `${name} removed (was ${show(from)})`;
  if (from === 'set' && to === 'set') return `${name} changed`;
  return `${name}: ${show(from)} -> ${show(to)}${restart}`;
}

function entrySummary(entry: unknown): string {
  if (!isRecord(entry)) return '';
  if (Array.isArray(entry.allow_servers)) {
    const reach = entry.allow_servers.join(', ');
    return reach === '' ? ', reaches nothing' : `, may reach ${reach}`;
  }
  if (typeof entry.url === 'string') return `: ${entry.url}`;
  if (typeof entry.command !== 'string' || !Array.isArray(entry.args)) return '';
  return `: ${[entry.command, ...entry.args].join(' ')}`;
}

function listDifference(from: readonly unknown[], to: readonly unknown[]): string {
  const added = to.filter((item) => !from.includes(item)).map((item) => `+ ${show(item)}`);
  const removed = from.filter((item) => !to.includes(item)).map((item) => `- ${show(item)}`);
  const both = [...added, ...removed];
  return both.length > 0 ? both.join(', ') : `${show(from)} -> ${show(to)}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toEventRow({ op, path, from, to }: DifferenceRow): EventValue {
  return {
    op,
    path: formatPath(path),
    ...(from === undefined ? {} : { from: toEventValue(from) }),
    ...(to === undefined ? {} : { to: toEventValue(to) }),
  };
}

function toEventValue(value: unknown): EventValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toEventValue);
  if (!isRecord(value)) return '';
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(members.map(([key, inner]) => [key, toEventValue(inner)]));
}
