import type { ValueView } from '../../../shared/contract-server-views.ts';
import type { ServerEntry } from '../../../shared/registry-server.ts';
import { parseReferences } from '../../registry/reference.ts';
import { setOrEmpty } from '../../registry/secret-looking.ts';

/** The names in env and headers with what is behind them: set or empty, and what they refer to. Never a value. */
export function viewValues(entry: ServerEntry | undefined): ValueView[] {
  if (entry?.transport === 'stdio') return valuesOf('env', entry.env);
  return entry?.transport === 'http' ? valuesOf('headers', entry.headers) : [];
}

function valuesOf(
  section: ValueView['section'],
  values: Readonly<Record<string, string>>,
): ValueView[] {
  return Object.entries(values).map(([key, value]) => ({
    section,
    key,
    state: setOrEmpty(value),
    references: referencesOf(value),
  }));
}

function referencesOf(value: string): string[] {
  const parts = parseReferences(value);
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part) => (typeof part === 'string' ? [] : [`${part.kind}:${part.name}`]));
}
