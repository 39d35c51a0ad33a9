import { firstFault } from '../../../shared/first-fault.ts';

/** Limits of one JSON Schema inside a definition (UP-9). Depth counts schemas inside schemas. */
export const schemaLimits = { bytes: 65_536, depth: 32, subschemas: 1_000 } as const;

/** Keywords whose object maps names to schemas: the map itself is not a schema. */
const mapKeywords: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);
const referenceKeywords: ReadonlySet<string> = new Set(['$ref', '$dynamicRef', '$recursiveRef']);

/**
 * Why this schema is refused, or null. Counts generously: an object in `default` or `examples` counts like a schema. A reference
 * that leaves the document is refused and never fetched (UP-10).
 */
export function schemaFault(schema: object): string | null {
  let subschemas = 0;

  const visit = (value: unknown, depth: number, isMap: boolean): string | null => {
    if (typeof value !== 'object' || value === null) return null;
    if (Array.isArray(value)) return firstFault(value, (item) => visit(item, depth, false));
    const level = isMap ? depth : depth + 1;
    if (level > schemaLimits.depth) return `nests deeper than ${schemaLimits.depth} schemas`;
    if (!isMap && ++subschemas > schemaLimits.subschemas)
      return `has more than ${schemaLimits.subschemas} subschemas`;
    return firstFault(Object.entries(value), ([key, member]) => {
      if (referenceKeywords.has(key) && typeof member === 'string' && !member.startsWith('#'))
        return `refers to another document with ${key}`;
      return visit(member, level, !isMap && mapKeywords.has(key));
    });
  };

  return visit(schema, 0, false);
}
