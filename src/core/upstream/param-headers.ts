import { isRecord } from './definition-rules.ts';
import { headerValue } from './header-value.ts';

/** An argument that is mirrored into the header `Mcp-Param-<name>`, in lower case. */
export interface ParamHeader {
  readonly header: string;
  /** Names of properties from the arguments down to the value. */
  readonly path: readonly string[];
}

const annotation = 'x-mcp-header';
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const primitives: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean']);
/** A schema is at most 32 deep (UP-9). */
const deepest = 64;

/**
 * The arguments of a tool that travel as headers too (specification 2026-07-28: Custom Headers from Tool Parameters).
 * @returns null when an annotation breaks the rules: the tool must not be offered (UP-24).
 */
export function paramHeadersOf(inputSchema: unknown): readonly ParamHeader[] | null {
  const found: ParamHeader[] = [];
  if (!collect(inputSchema, [], true, found)) return null;
  const names = new Set(found.map(({ header }) => header));
  return names.size === found.length ? found : null;
}

/** @param reachable the way from the root went through `properties` alone. @returns false for a misplaced annotation. */
function collect(
  schema: unknown,
  path: readonly string[],
  reachable: boolean,
  found: ParamHeader[],
): boolean {
  if (path.length > deepest) return true;
  if (Array.isArray(schema)) {
    return schema.every((one) => collect(one, [...path, ''], false, found));
  }
  if (!isRecord(schema)) return true;
  const name = schema[annotation];
  if (name !== undefined) {
    const isFit = reachable && path.length > 0 && primitives.has(schema.type);
    if (!isFit || typeof name !== 'string' || !token.test(name)) return false;
    found.push({ header: `mcp-param-${name.toLowerCase()}`, path });
  }
  return Object.entries(schema).every(([key, value]) => {
    if (key !== 'properties' || !isRecord(value)) {
      return isData(key) || collect(value, [...path, key], false, found);
    }
    return Object.entries(value).every(([property, own]) =>
      collect(own, [...path, property], reachable, found),
    );
  });
}

/** Keywords whose values are data, where the annotation is a name like any other. */
function isData(keyword: string): boolean {
  return ['default', 'const', 'enum', 'examples', annotation].includes(keyword);
}

/** The headers for these arguments; a value that is absent, null or of another type has none. */
export function headersFor(
  declared: readonly ParamHeader[],
  args: unknown,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const { header, path } of declared) {
    let value: unknown = args;
    for (const name of path) {
      value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    }
    const isInteger = typeof value === 'number' && Number.isSafeInteger(value);
    if (typeof value === 'string' || typeof value === 'boolean' || isInteger) {
      headers[header] = headerValue(String(value));
    }
  }
  return headers;
}

/** Which arguments each tool of one server wants as headers, learned from the lists that it sends. */
export class ParamHeaders {
  readonly #byTool = new Map<string, readonly ParamHeader[]>();

  /** @param list the result of a tools/list, verified. */
  learn(list: Uint8Array): void {
    const text = Buffer.from(list).toString('utf8');
    // Most servers have none: then the lists are not parsed here.
    if (this.#byTool.size === 0 && !text.includes(annotation)) return;
    const { tools } = JSON.parse(text);
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      if (!isRecord(tool) || typeof tool.name !== 'string') continue;
      const declared = paramHeadersOf(tool.inputSchema) ?? [];
      if (declared.length > 0) this.#byTool.set(tool.name, declared);
      else this.#byTool.delete(tool.name);
    }
  }

  /** @param args JSON of the arguments, or null for none. */
  of(tool: string, args: () => Uint8Array | null): Readonly<Record<string, string>> {
    const declared = this.#byTool.get(tool);
    const bytes = declared === undefined ? null : args();
    if (declared === undefined || bytes === null) return {};
    return headersFor(declared, JSON.parse(Buffer.from(bytes).toString('utf8')));
  }
}
