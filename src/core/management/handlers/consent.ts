import { AppError } from '../../../shared/errors.ts';
import type { Operator } from '../dispatch.ts';
import type { HandlerContext } from './context.ts';
import { targetOf } from './server-target.ts';

interface ConsentRequest {
  readonly method: string;
  /** The parsed input, whole. */
  readonly input: unknown;
  /** What is asked for, for people; no secrets. */
  readonly lines: readonly string[];
}

/**
 * MG-5: what a server runs, or where secrets go, is decided at this machine. Over HTTP it takes a code that a terminal shows.
 * @throws AppError `consent_required`, with what waits in its data.
 */
export async function requireConsent(
  { consents, services }: HandlerContext,
  { actor, consent }: Operator,
  { method, input, lines }: ConsentRequest,
): Promise<void> {
  if (actor.door !== 'http') return;
  if (consents.given({ method, input }, lines, consent)) {
    const detail = { command: 'consent', method, lines };
    await services.audit.event({ kind: 'command.given', actor, detail });
    return;
  }
  const message = consent === undefined ? undefined : 'This code does not fit the request';
  throw new AppError('consent_required', message, { data: { lines: [...lines] } });
}

/** What a new entry would run or reach, without the values of its environment and headers. */
export function describeEntry(id: string, entry: Readonly<Record<string, unknown>>): string[] {
  const { line } = targetOf(entry);
  const shown = Object.entries(entry).flatMap(([key, value]) => {
    if (['transport', 'command', 'args', 'url', 'manifest'].includes(key)) return [];
    return [`${key}: ${withoutValues(key, value)}`];
  });
  return [`Register the server ${id}`, line, ...shown];
}

export function describeChanges(
  id: string,
  changes: readonly { path: readonly (string | number)[]; value?: unknown }[],
): string[] {
  const shown = changes.map(({ path, value }) => {
    const [section = '', key] = path;
    const name = path.join('.');
    if (value === undefined) return `${name}: removed`;
    return `${name}: ${key === undefined ? withoutValues(String(section), value) : hidden(section, value)}`;
  });
  return [`Change what the server ${id} runs`, ...shown];
}

const secretMaps: readonly (string | number)[] = ['env', 'headers', 'oauth'];

function withoutValues(key: string, value: unknown): string {
  if (!secretMaps.includes(key)) return JSON.stringify(value);
  return Object.keys(value ?? {}).join(', ');
}

function hidden(section: string | number, value: unknown): string {
  return secretMaps.includes(section) ? 'set' : JSON.stringify(value);
}
