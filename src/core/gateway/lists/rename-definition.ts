import type { Part } from '../../json/parts.ts';
import { resultLimits, scanJson } from '../../json/scan.ts';
import type { Definition } from '../../state/definition.ts';
import { splice } from '../message/splice.ts';

/** The definition as the server gave it, byte for byte, but for the text of one member at its top. */
export function renameDefinition(
  definition: Definition,
  member: 'name' | 'uri' | 'uriTemplate',
  text: string,
): Part[] {
  const bytes = Buffer.from(definition.json);
  if (text === definition.name) return [bytes];
  const root = scanJson(bytes, resultLimits);
  const own = root.members?.get(member);
  if (own === undefined) return [bytes];
  return splice(bytes, root, [{ start: own.start, end: own.end, text: JSON.stringify(text) }]);
}
