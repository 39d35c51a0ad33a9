import { findHostile, showHostile } from '../../shared/hostile-characters.ts';
import { isToolName } from '../../shared/tool-name.ts';
import { resultLimits, scanJson } from '../json/scan.ts';
import type { Definition } from '../state/definition.ts';
import { canonicalDigest } from './canonical-json.ts';
import { schemaFault, schemaLimits } from './schema-check.ts';

/** Longest description of one tool, in bytes of UTF-8 (UP-9). */
export const maxDescriptionBytes = 8_192;

export interface CheckedDefinitions {
  accepted: Definition[];
  /** Name (escaped, or `#<position>` where there is none) -> why it is not offered. */
  refused: Map<string, string>;
}

/**
 * Sorts the tools of one listing into those that may be offered and those that may not (UP-8 to UP-10, PO-6). One bad tool never
 * hides the others. Each element is the raw JSON of one tool, a slice of bytes that have passed `scanJson`.
 */
export function checkDefinitions(rawDefinitions: readonly Uint8Array[]): CheckedDefinitions {
  const accepted = new Map<string, Definition>();
  const refused = new Map<string, string>();
  rawDefinitions.forEach((raw, position) => {
    const json = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8');
    const tool: unknown = JSON.parse(json);
    const name = nameOf(tool);
    if (!isRecord(tool) || name === null) {
      refused.set(`#${position + 1}`, 'has no name');
      return;
    }
    const shown = showHostile(name.slice(0, 128));
    const fault = faultOf(tool, name, raw);
    if (fault !== null) {
      accepted.delete(name);
      refused.set(shown, fault);
      return;
    }
    const definition: Definition = { name, sha256: canonicalDigest(raw), json };
    const twin = accepted.get(name);
    if (twin !== undefined && twin.sha256 !== definition.sha256) {
      accepted.delete(name);
      refused.set(shown, 'is listed twice with different definitions');
    } else if (!refused.has(shown)) {
      accepted.set(name, definition);
    }
  });
  return { accepted: [...accepted.values()], refused };
}

function nameOf(tool: unknown): string | null {
  return isRecord(tool) && typeof tool.name === 'string' ? tool.name : null;
}

function faultOf(tool: Record<string, unknown>, name: string, raw: Uint8Array): string | null {
  if (!isToolName(name)) return 'the name is not 1 to 128 of A-Z a-z 0-9 _ . -';
  const { description, title, inputSchema, outputSchema } = tool;
  if (description !== undefined && typeof description !== 'string')
    return 'description is not text';
  if (title !== undefined && typeof title !== 'string') return 'title is not text';
  if (Buffer.byteLength(description ?? '') > maxDescriptionBytes)
    return `description is longer than ${maxDescriptionBytes} bytes`;
  if (!isRecord(inputSchema) || inputSchema.type !== 'object')
    return 'inputSchema is not a schema of type object';
  if (outputSchema !== undefined && !isRecord(outputSchema)) return 'outputSchema is not an object';
  const { members } = scanJson(raw, resultLimits);
  for (const key of ['inputSchema', 'outputSchema']) {
    const schema = tool[key];
    const span = members?.get(key);
    if (!isRecord(schema) || span === undefined) continue;
    if (span.end - span.start > schemaLimits.bytes)
      return `${key} is larger than ${schemaLimits.bytes} bytes`;
    const fault = schemaFault(schema);
    if (fault !== null) return `${key} ${fault}`;
  }
  return hostileFault(tool);
}

/** Looks at every text of the definition, member names included. */
function hostileFault(tool: Record<string, unknown>): string | null {
  for (const [key, value] of Object.entries(tool)) {
    const found = findHostile(key + joinedText(value));
    if (found.length === 0) continue;
    const kinds = [...new Set(found.map(({ kind }) => kind))].join(', ');
    const escapes = found.map(({ shown }) => shown).join(' ');
    return `${kinds} characters in ${showHostile(key.slice(0, 64))}: ${escapes}`;
  }
  return null;
}

/** All texts inside a value, one per line: a line feed is never hostile and keeps neighbours apart. */
function joinedText(value: unknown): string {
  if (typeof value === 'string') return `\n${value}`;
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map(joinedText).join('');
  return Object.entries(value)
    .map(([key, member]) => `\n${key}${joinedText(member)}`)
    .join('');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
