import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { knownKeys, registryJsonSchema, type SchemaNode } from '../../shared/registry-keys.ts';
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
  const context: FaultContext = { document, base, input, schema: registryJsonSchema() };
  return { ok: false, issues: parsed.error.issues.flatMap((issue) => toIssues(context, issue)) };
}

interface FaultContext {
  document: RegistryDocument;
  base: RegistryPath;
  input: unknown;
  schema: SchemaNode;
}

/** A plain mapping, as YAML gives it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExtension(key: string): boolean {
  return key.startsWith('x-');
}

function toIssues(context: FaultContext, issue: z.core.$ZodIssue): RegistryIssue[] {
  const { document, base } = context;
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
        reason: unknownKeyReason(context, key, path),
        ...document.placeOf([...path, key], true),
      }));
  }
  const place = document.placeOf(path, issue.code === 'invalid_key');
  return [{ code: 'registry_invalid', path, reason: reasonOf(context, issue), ...place }];
}

/** Names types and choices, never the value that was found. */
function reasonOf({ input }: FaultContext, issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      const found = kindOf(valueAt(input, issue.path));
      const expected = yamlNames[issue.expected] ?? issue.expected;
      return found === undefined
        ? `missing (${expected})`
        : `expected ${expected}, received ${found}`;
    }
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      return `expected one of ${options.join(', ')}`;
    }
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

const yamlNames: Readonly<Record<string, string>> = {
  array: 'list',
  object: 'mapping',
  record: 'mapping',
};

function kindOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'mapping' : typeof value;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (holder, part) =>
      typeof holder === 'object' && holder !== null ? Reflect.get(holder, part) : undefined,
    input,
  );
}

function unknownKeyReason(context: FaultContext, key: string, path: RegistryPath): string {
  const { input, schema } = context;
  const transport = isRecord(input) ? input.transport : undefined;
  const known = knownKeys(schema, path, transport);
  const nearest = nearestOf(key, known);
  if (nearest !== undefined) return `unknown key, did you mean "${nearest}"?`;
  if (path.length === 2 && path[0] === 'servers' && knownKeys(schema, path).includes(key)) {
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
    const holder = valueAt(copy, path.slice(0, -1));
    const last = path.at(-1);
    if (typeof holder === 'object' && holder !== null && last !== undefined) {
      Reflect.deleteProperty(holder, last);
    }
  }
  return copy;
}
