import { createHash } from 'node:crypto';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type ErrorCode as YamlErrorCode,
} from 'yaml';
import type { RegistryPath } from './registry.ts';
import { type KeyFault, type RegistryIssue, toRegistryError } from './registry-issue.ts';

/** One reading of registry.yaml: its bytes, its syntax tree and its plain data. */
export interface RegistryDocument {
  readonly file: string;
  readonly text: string;
  /** SHA-256 (hex) of the bytes. */
  readonly sha256: string;
  readonly yaml: Document;
  readonly data: unknown;
  /** Line and column (1-based) of the value at `path`, of its key when `key` is set, else of what is nearest above it. */
  placeOf(path: RegistryPath, key?: boolean): { line: number; column: number };
}

/** SHA-256 in hex: how a registry's content is named. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads the bytes as one YAML 1.2 document with unique string keys.
 * @throws AppError `registry_invalid` with line and column: not UTF-8, a syntax error, a duplicate key.
 */
export function parseRegistryDocument(file: string, bytes: Uint8Array): RegistryDocument {
  const text = decode(file, bytes);
  const lines = new LineCounter();
  const yaml = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // `silent` would also accept a second document in the file.
    logLevel: 'error',
  });
  const faults = [...yaml.errors, ...yaml.warnings];
  if (faults.length > 0) {
    const issues = faults.map((fault): RegistryIssue => {
      const place = lines.linePos(fault.pos[0]);
      const reason = syntaxReasons[fault.code];
      return { code: 'registry_invalid', path: [], reason, line: place.line, column: place.col };
    });
    throw toRegistryError(file, issues);
  }
  const lost = findLostAlias(yaml);
  if (lost !== undefined) {
    const { line, col } = lines.linePos(lost.range?.[0] ?? 0);
    throw refusal(file, 'an alias to an anchor that does not exist', line, col);
  }
  const proto = findProtoKey(yaml);
  if (proto !== undefined) {
    const { line, col } = lines.linePos(proto.range?.[0] ?? 0);
    throw refusal(file, '__proto__ cannot be a name', line, col);
  }
  return {
    file,
    text,
    sha256: sha256Hex(bytes),
    yaml,
    data: toData(file, yaml),
    placeOf: (path, key) => {
      const place = lines.linePos(offsetOf(yaml, path, key ?? false));
      return { line: Math.max(1, place.line), column: Math.max(1, place.col) };
    },
  };
}

/** Gives faults the places of their keys. */
export function locateFaults(
  document: RegistryDocument,
  code: RegistryIssue['code'],
  faults: readonly KeyFault[],
): RegistryIssue[] {
  return faults.map(({ path, reason }) => ({
    code,
    path,
    reason,
    ...document.placeOf(path, true),
  }));
}

/** The library's own messages quote the file, which may hold a secret: these do not. */
const syntaxReasons: Record<YamlErrorCode, string> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'an alias without a name, or to an anchor that does not exist',
  BAD_COLLECTION_TYPE: 'a tag that does not fit the collection',
  BAD_DIRECTIVE: 'a bad % directive',
  BAD_DQ_ESCAPE: 'a bad escape in double quotes',
  BAD_INDENT: 'wrong indentation',
  BAD_PROP_ORDER: 'an anchor or tag in the wrong place',
  BAD_SCALAR_START: 'a plain value cannot start with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a nested mapping or list cannot start here',
  BLOCK_IN_FLOW: 'a block cannot stand inside [ ] or { }',
  DUPLICATE_KEY: 'this key is there twice',
  IMPOSSIBLE: 'not YAML',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  MISSING_CHAR: 'a character is missing: a closing quote or bracket, a comma, a colon or a space',
  MULTILINE_IMPLICIT_KEY: 'a key runs over more than one line',
  MULTIPLE_ANCHORS: 'more than one anchor',
  MULTIPLE_DOCS: 'more than one YAML document in the file',
  MULTIPLE_TAGS: 'more than one tag',
  NON_STRING_KEY: 'a key must be a plain name',
  RESOURCE_EXHAUSTION: 'too deeply nested',
  TAB_AS_INDENT: 'a tab cannot indent: use spaces',
  TAG_RESOLVE_FAILED: 'an unknown tag, or a value that does not fit its tag',
  UNEXPECTED_TOKEN: 'something is in the wrong place',
};

function refusal(file: string, reason: string, line = 1, column = 1): Error {
  return toRegistryError(file, [{ code: 'registry_invalid', path: [], reason, line, column }]);
}

function findLostAlias(yaml: Document): Alias | undefined {
  let lost: Alias | undefined;
  visit(yaml, {
    Alias: (_key, alias) => {
      if (alias.resolve(yaml) === undefined) lost ??= alias;
    },
  });
  return lost;
}

/** The schemas drop this one name without a word. */
function findProtoKey(yaml: Document): Scalar | undefined {
  let found: Scalar | undefined;
  visit(yaml, {
    Pair: (_key, { key }) => {
      if (isScalar(key) && key.value === '__proto__') found ??= key;
    },
  });
  return found;
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusal(file, 'not UTF-8');
  }
}

function toData(file: string, yaml: Document): unknown {
  try {
    return yaml.toJS({ maxAliasCount: 100 });
  } catch {
    throw refusal(file, 'aliases repeat more than the limit');
  }
}

function offsetOf(yaml: Document, path: RegistryPath, key: boolean): number {
  let offset = yaml.contents?.range?.[0] ?? 0;
  let node: Node | null | undefined = yaml.contents;
  for (const [depth, part] of path.entries()) {
    const wanted = key && depth === path.length - 1;
    const holder = isAlias(node) ? node.resolve(yaml) : node;
    if (isMap(holder)) {
      const pair: Pair | undefined = holder.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (pair === undefined) return offset;
      offset = rangeStart(pair.key) ?? offset;
      node = asNode(pair.value);
    } else if (isSeq(holder) && typeof part === 'number') {
      node = asNode(holder.items[part]);
    } else {
      return offset;
    }
    if (!wanted) offset = rangeStart(node) ?? offset;
  }
  return offset;
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

function rangeStart(value: unknown): number | undefined {
  return asNode(value)?.range?.[0];
}
