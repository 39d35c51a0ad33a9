import { z } from 'zod';
import { registryFile } from './registry.ts';

/** The part of JSON Schema that the registry's own schema uses. */
export interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  oneOf?: SchemaNode[];
  const?: unknown;
  default?: unknown;
  type?: string;
}

/** JSON Schema (2020-12) of registry.yaml as a person may write it. */
export function registryJsonSchema(): SchemaNode {
  const schema: object = z.toJSONSchema(registryFile, { io: 'input', unrepresentable: 'any' });
  return schema;
}

/**
 * The keys that may stand in the mapping at `path`, for hints about unknown ones.
 * @param schema of `registryJsonSchema`: it takes some milliseconds to make, so callers make it once.
 * @param transport picks the variant of a server entry; all variants are merged without it.
 */
export function knownKeys(
  schema: SchemaNode,
  path: readonly PropertyKey[],
  transport?: unknown,
): string[] {
  let nodes: SchemaNode[] = [schema];
  for (const part of path) {
    nodes = nodes.flatMap((node) => variants(node, transport)).flatMap((node) => child(node, part));
  }
  const keys = nodes
    .flatMap((node) => variants(node, transport))
    .flatMap((node) => Object.keys(node.properties ?? {}));
  return [...new Set(keys)];
}

/** Every key of the schema, as `servers.*.env.*` (`*` stands for a name that the operator chooses), with its default. */
export function allRegistryKeys(): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  collect(registryJsonSchema(), [], found);
  return found;
}

function collect(node: SchemaNode, path: readonly string[], found: Map<string, unknown>): void {
  if (path.length > 0) found.set(path.join('.'), node.default);
  for (const variant of variants(node, undefined)) {
    for (const [key, value] of Object.entries(variant.properties ?? {})) {
      collect(value, [...path, key], found);
    }
    const named = variant.additionalProperties;
    if (typeof named === 'object') collect(named, [...path, '*'], found);
  }
}

function variants(node: SchemaNode, transport: unknown): SchemaNode[] {
  if (node.oneOf === undefined) return [node];
  const fitting = node.oneOf.filter((option) => option.properties?.transport?.const === transport);
  return fitting.length > 0 ? fitting : node.oneOf;
}

function child(node: SchemaNode, part: PropertyKey): SchemaNode[] {
  const named = typeof part === 'string' ? node.properties?.[part] : node.items;
  if (named !== undefined) return [named];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}
