import type { JsonNode } from '../../json/json-node.ts';
import { type Part, partOf, textPart } from '../../json/parts.ts';

/** One replacement in verified bytes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The bytes of `node` with `edits` (ascending, not overlapping, inside the node) written into them; everything else is the very
 * same bytes. Returned in parts: no copy is made of what is long and stays.
 */
export function splice(bytes: Uint8Array, node: JsonNode, edits: readonly Edit[]): Part[] {
  const parts: Part[] = [];
  let at = node.start;
  for (const edit of edits) {
    if (edit.start > at) parts.push(partOf(bytes, at, edit.start));
    parts.push(textPart(edit.text));
    at = edit.end;
  }
  if (node.end > at) parts.push(partOf(bytes, at, node.end));
  return parts;
}
