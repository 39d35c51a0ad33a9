import type { JsonNode } from '../../json/scan.ts';

/** One replacement in verified bytes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The bytes of `node` with `edits` (ascending, not overlapping, inside the node) written into them; everything else is the very
 * same bytes. Returned in parts: no copy is made of what stays.
 */
export function splice(bytes: Uint8Array, node: JsonNode, edits: readonly Edit[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = node.start;
  for (const edit of edits) {
    if (edit.start > at) parts.push(bytes.subarray(at, edit.start));
    parts.push(Buffer.from(edit.text));
    at = edit.end;
  }
  if (node.end > at) parts.push(bytes.subarray(at, node.end));
  return parts;
}
