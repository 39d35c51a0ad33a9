import { AppError } from '../../../shared/errors.ts';
import { maskArguments, maskUrl } from '../../registry/secret-looking.ts';
import type { Operator } from '../dispatch.ts';
import type { HandlerContext } from './context.ts';
import { targetOf } from './server-target.ts';

interface ConsentText {
  /** What is asked for, for the person who decides: what were hidden from them could be what runs. */
  readonly lines: readonly string[];
  /** The same as it goes on record, from which nothing can be taken out again: no secrets. */
  readonly recorded: readonly string[];
}

interface ConsentRequest extends ConsentText {
  readonly method: string;
  /** The parsed input, whole. */
  readonly input: unknown;
}

/**
 * MG-5: what a server runs, or where secrets go, is decided at this machine. Over HTTP it takes a code that a terminal shows.
 * @throws AppError `consent_required`, with what waits in its data.
 */
export async function requireConsent(
  { consents, services }: HandlerContext,
  { actor, consent }: Operator,
  { method, input, lines, recorded }: ConsentRequest,
): Promise<void> {
  if (actor.door !== 'http') return;
  if (consents.given({ method, input }, lines, consent)) {
    const detail = { command: 'consent', method, lines: recorded };
    await services.audit.event({ kind: 'command.given', actor, detail });
    return;
  }
  const message = consent === undefined ? undefined : 'This code does not fit the request';
  throw new AppError('consent_required', message, { data: { lines: [...lines] } });
}

/** What a new entry would run or reach, without the values of its environment and headers. */
export function describeEntry(id: string, entry: Readonly<Record<string, unknown>>): ConsentText {
  return { lines: linesOf(id, entry), recorded: linesOf(id, masked(entry)) };
}

function linesOf(id: string, entry: Readonly<Record<string, unknown>>): string[] {
  const { line } = targetOf(entry);
  const shown = Object.entries(entry).flatMap(([key, value]) => {
    if (['transport', 'command', 'args', 'url', 'manifest'].includes(key)) return [];
    return [`${key}: ${withoutValues(key, value)}`];
  });
  return [`Register the server ${id}`, line, ...shown];
}

export function describeChanges(id: string, changes: readonly ServerChange[]): ConsentText {
  const first = `Change what the server ${id} runs`;
  return {
    lines: [first, ...changes.map(lineOf)],
    recorded: [first, ...changes.map((change) => lineOf(maskedChange(change)))],
  };
}

interface ServerChange {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

function lineOf({ path, value }: ServerChange): string {
  const [section = '', key] = path;
  const name = path.join('.');
  if (value === undefined) return `${name}: removed`;
  return `${name}: ${key === undefined ? withoutValues(String(section), value) : hidden(section, value)}`;
}

/** One argument alone is looked at alone: what stands before it is not known here. */
function maskedChange({ path, value }: ServerChange): ServerChange {
  const [section, key] = path;
  if (section === 'args' && typeof value === 'string') {
    return { path, value: maskArguments([value])[0] };
  }
  return key === undefined
    ? { path, value: masked({ [String(section)]: value })[String(section)] }
    : { path, value };
}

function masked(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { args, url } = entry;
  return {
    ...entry,
    ...(Array.isArray(args) ? { args: maskArguments(args.map(String)) } : {}),
    ...(typeof url === 'string' ? { url: maskUrl(url) } : {}),
  };
}

const secretMaps: readonly (string | number)[] = ['env', 'headers', 'oauth'];

function withoutValues(key: string, value: unknown): string {
  if (!secretMaps.includes(key)) return JSON.stringify(value);
  return Object.keys(value ?? {}).join(', ');
}

function hidden(section: string | number, value: unknown): string {
  return secretMaps.includes(section) ? 'set' : JSON.stringify(value);
}
