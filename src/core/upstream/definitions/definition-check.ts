import { findHostile, showHostile } from '../../../shared/hostile-characters.ts';
import type { CheckedList, Definition } from '../../state/definition.ts';
import { canonicalDigest } from './canonical-json.ts';
import { commonFault, isRecord, kindRules } from './definition-rules.ts';
import type { ListKind } from './read-list.ts';

/** Longest instructions of one server, in bytes of UTF-8. */
const maxInstructionsBytes = 32_768;
/** The one item of its kind. */
const instructionsName = 'instructions';

/**
 * Sorts the items of one listing into those that may be offered and those that may not (UP-8 to UP-10, PO-6). One bad item never
 * hides the others. Each element is the raw JSON of one item, a slice of bytes that have passed `scanJson`.
 */
export function checkDefinitions(
  rawDefinitions: readonly Uint8Array[],
  kind: ListKind = 'tool',
): CheckedList {
  const { key, faultOf } = kindRules[kind];
  const accepted = new Map<string, Definition>();
  const refused = new Map<string, string>();
  /** Whole names: many begin alike, and what is shown of them is cut. */
  const faulty = new Set<string>();
  rawDefinitions.forEach((raw, position) => {
    const json = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8');
    const item: unknown = JSON.parse(json);
    const name = isRecord(item) ? item[key] : undefined;
    if (!isRecord(item) || typeof name !== 'string') {
      refused.set(`#${position + 1}`, `has no ${key}`);
      return;
    }
    const shown = showHostile(name.slice(0, 128));
    const fault = faultOf(item, name, raw) ?? commonFault(item) ?? hostileFault(item);
    if (fault !== null) {
      accepted.delete(name);
      faulty.add(name);
      refused.set(shown, fault);
      return;
    }
    const definition: Definition = { name, sha256: canonicalDigest(raw), json };
    const twin = accepted.get(name);
    if (twin !== undefined && twin.sha256 !== definition.sha256) {
      accepted.delete(name);
      faulty.add(name);
      refused.set(shown, 'is listed twice with different definitions');
    } else if (!faulty.has(name)) {
      accepted.set(name, definition);
    }
  });
  return { accepted: [...accepted.values()], refused };
}

/** The same for a server's instructions, which are one text or none (UP-2). */
export function checkInstructions(text: string): CheckedList {
  if (text === '') return { accepted: [], refused: new Map() };
  const tooLong = Buffer.byteLength(text) > maxInstructionsBytes;
  const fault = tooLong
    ? `is longer than ${maxInstructionsBytes} bytes`
    : hostileFault({ [instructionsName]: text });
  if (fault !== null) return { accepted: [], refused: new Map([[instructionsName, fault]]) };
  const json = JSON.stringify(text);
  const sha256 = canonicalDigest(Buffer.from(json));
  return { accepted: [{ name: instructionsName, sha256, json }], refused: new Map() };
}

/** Looks at every text of the definition, member names included. */
function hostileFault(item: Record<string, unknown>): string | null {
  for (const [key, value] of Object.entries(item)) {
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
