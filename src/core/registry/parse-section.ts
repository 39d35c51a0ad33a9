import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { knownKeys } from '../../shared/registry-keys.ts';
import type { RegistryPath } from './registry.ts';
import type { RegistryDocument } from './registry-document.ts';
import type { RegistryIssue } from './registry-issue.ts';

/** A part of the registry that fits its schema, or the reasons why it does not. */
export type ParsedSection<T> = { ok: true; value: T } | { ok: false; issues: RegistryIssue[] };

/**
 * Parses `input`, found at `base` in the document. `x-*` keys are dropped wherever the schema has fixed keys;
 * where keys are names (env, headers, ids) they are names.
 */
export function parseSection<T>(
  document: RegistryDocument,
  schema: z.ZodType<T>,
  input: unknown,
  base: RegistryPath,
): ParsedSection<T> {
  const first = schema.safeParse(input);
  if (first.success) return { ok: true, value: first.data };
  const extensions = first.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.filter(isExtension).map((key) => [...issue.path, key])
      : [],
  );
  const parsed =
    extensions.length === 0 ? first : schema.safeParse(withoutPaths(input, extensions));
  if (parsed.success) return { ok: true, value: parsed.data };
  const transport = isRecord(input) ? input.transport : undefined;
  return {
    ok: false,
    issues: parsed.error.issues.flatMap((issue) => toIssues(document, issue, base, transport)),
  };
}

/** A plain mapping, as YAML gives it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExtension(key: string): boolean {
  return key.startsWith('x-');
}

function toIssues(
  document: RegistryDocument,
  issue: z.core.$ZodIssue,
  base: RegistryPath,
  transport: unknown,
): RegistryIssue[] {
  const path = [
    ...base,
    ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
  ];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .filter((key) => !isExtension(key))
      .map((key) => ({
        code: 'registry_invalid',
        path: [...path, key],
        reason: unknownKeyReason(key, path, transport),
        ...document.placeOf([...path, key], true),
      }));
  }
  const place = document.placeOf(path, issue.code === 'invalid_key');
  return [{ code: 'registry_invalid', path, reason: reasonOf(issue), ...place }];
}

/** zod's texts name types and choices, never the value that was found. */
function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code === 'invalid_union') {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
    return options.length > 0 ? `expected one of ${options.join(', ')}` : issue.message;
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `missing (a ${issue.expected} is expected)`;
  }
  return issue.message.replace(/^Invalid (?:input|option|string): /, '');
}

function unknownKeyReason(key: string, path: RegistryPath, transport: unknown): string {
  const known = knownKeys(path, transport);
  const nearest = nearestOf(key, known);
  if (nearest !== undefined) return `unknown key, did you mean "${nearest}"?`;
  if (path.length === 2 && path[0] === 'servers' && knownKeys(path).includes(key)) {
    return `this key does not go with transport ${String(transport)}`;
  }
  return `unknown key (known here: ${known.join(', ')})`;
}

/** The known key that `key` may have been meant to be: two letters, or a third of them, may differ. */
function nearestOf(key: string, known: readonly string[]): string | undefined {
  let best: { key: string; distance: number } | undefined;
  for (const candidate of known) {
    const steps = distance(key.toLowerCase(), candidate);
    if (best === undefined || steps < best.distance) best = { key: candidate, distance: steps };
  }
  if (best === undefined) return undefined;
  return best.distance <= Math.max(2, Math.ceil(best.key.length / 3)) ? best.key : undefined;
}

function withoutPaths(input: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const copy: unknown = structuredClone(input);
  for (const path of paths) {
    const last = path.at(-1);
    let holder: unknown = copy;
    for (const part of path.slice(0, -1)) {
      holder =
        typeof holder === 'object' && holder !== null ? Reflect.get(holder, part) : undefined;
    }
    if (typeof holder === 'object' && holder !== null && last !== undefined) {
      Reflect.deleteProperty(holder, last);
    }
  }
  return copy;
}
