import type { DefinitionChange } from '../../../shared/contract-server-views.ts';
import { findHostile } from '../../../shared/hostile-characters.ts';

/** What lists show of a definition. The texts are the server's own: whoever shows them escapes them. */
export interface DefinitionFacts {
  readonly title: string;
  readonly description: string;
  readonly claims: {
    readonly readOnly: boolean | null;
    readonly destructive: boolean | null;
    readonly idempotent: boolean | null;
    readonly openWorld: boolean | null;
  };
  /** JSON of the input schema, or null. */
  readonly inputSchema: string | null;
}

const titleLength = 200;
const descriptionLength = 500;
const mostChanges = 200;
/** Deeper than this, a member that differs is shown whole. */
const mostDepth = 4;

type Members = Readonly<Record<string, unknown>>;

/** @param json a definition as it was stored. */
export function readDefinition(json: string): DefinitionFacts {
  const definition = membersOf(parse(json));
  const annotations = membersOf(definition.annotations);
  const schema = definition.inputSchema;
  return {
    title: textOf(definition.title ?? annotations.title).slice(0, titleLength),
    description: textOf(definition.description).slice(0, descriptionLength),
    claims: {
      readOnly: claimOf(annotations.readOnlyHint),
      destructive: claimOf(annotations.destructiveHint),
      idempotent: claimOf(annotations.idempotentHint),
      openWorld: claimOf(annotations.openWorldHint),
    },
    inputSchema: schema === undefined ? null : JSON.stringify(schema, null, 2),
  };
}

export function indent(json: string): string {
  const value = parse(json);
  return value === undefined ? json : JSON.stringify(value, null, 2);
}

/** The members that differ, by path. Texts that differ in a way this does not see (a number's digits) are one change of the whole. */
export function compareDefinitions(approved: string, observed: string): DefinitionChange[] {
  const changes = [...changesBetween('', parse(approved), parse(observed), 0)];
  if (changes.length > 0) return changes.slice(0, mostChanges);
  return approved === observed ? [] : [{ path: '', approved, observed }];
}

/** What a person should know before approving a text. `otherTools` are exposed names of other servers' tools. */
export function warnAbout(
  observed: string,
  approved: string | null,
  otherTools: Iterable<string>,
): string[] {
  const warnings: string[] = [];
  const hidden = findHostile(JSON.stringify(parse(observed) ?? observed));
  if (hidden.length > 0) {
    const shown = hidden.map(({ kind, shown: text }) => `${text} (${kind})`).join(', ');
    warnings.push(`It holds characters that are not seen: ${shown}.`);
  }
  for (const name of otherTools) {
    if (!observed.includes(name) || approved?.includes(name) === true) continue;
    warnings.push(`The new text names another server’s tool, ${name}.`);
    if (warnings.length === 8) break;
  }
  return warnings;
}

function* changesBetween(
  path: string,
  approved: unknown,
  observed: unknown,
  depth: number,
): Generator<DefinitionChange> {
  if (isObject(approved) && isObject(observed) && depth < mostDepth) {
    for (const name of new Set([...Object.keys(approved), ...Object.keys(observed)])) {
      const inner = path === '' ? name : `${path}.${name}`;
      yield* changesBetween(inner, own(approved, name), own(observed, name), depth + 1);
    }
    return;
  }
  const [left, right] = [shown(approved), shown(observed)];
  if (left !== right) yield { path, approved: left, observed: right };
}

/** A member that one of them only inherits, such as `constructor`, is not there. */
function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function claimOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
