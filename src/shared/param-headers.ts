import { firstFault } from './first-fault.ts';

/**
 * `Mcp-Param-*` (TRANSPORTS 2026-07-28: custom headers from tool parameters): arguments that a tool's schema asks clients to
 * repeat in headers, by `x-mcp-header`. Read where they are checked and where they are written.
 */
export interface ParamHeader {
  /** What follows `Mcp-Param-`, as the schema has it. */
  readonly name: string;
  /** Where the value stands in the arguments, as a chain of member names. */
  readonly path: readonly string[];
}

const annotation = 'x-mcp-header';
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;
const types: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean']);
/** Values, not schemas: whatever stands in them annotates nothing. */
const dataKeywords: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples']);

/** The headers that an input schema asks for, or why an annotation in it is not valid, which makes the whole tool invalid (UP-24). */
export function readParamHeaders(inputSchema: unknown): readonly ParamHeader[] | string {
  const found: ParamHeader[] = [];
  const fault = visit(inputSchema, [], true, found);
  if (fault !== null) return fault;
  const names = new Set(found.map(({ name }) => name.toLowerCase()));
  return names.size === found.length ? found : `${annotation} names one header twice`;
}

/** @param reachable the value is the schema of the argument at `path`, and of nothing else. */
function visit(
  schema: unknown,
  path: readonly string[],
  reachable: boolean,
  found: ParamHeader[],
): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  if (Array.isArray(schema)) return firstFault(schema, (item) => visit(item, path, false, found));
  const members: Readonly<Record<string, unknown>> = { ...schema };
  const name = members[annotation];
  if (name !== undefined) {
    if (!reachable || path.length === 0) return `${annotation} stands where no argument is named`;
    if (typeof name !== 'string' || !token.test(name)) return `${annotation} is not a header name`;
    if (!types.has(members.type)) return `${annotation} is not on a string, integer or boolean`;
    found.push({ name, path });
  }
  return firstFault(Object.entries(members), ([key, value]) => {
    if (dataKeywords.has(key)) return null;
    if (key !== 'properties') return visit(value, path, false, found);
    if (typeof value !== 'object' || value === null) return null;
    return firstFault(Object.entries(value), ([property, inner]) =>
      visit(inner, [...path, property], reachable, found),
    );
  });
}

/** What a header says of one argument; null where the argument is absent, null, or of no type that a header can repeat. */
export function paramText(args: unknown, { path }: ParamHeader): string | null {
  let value: unknown = args;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = new Map(Object.entries(value)).get(name);
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}
