import { backslash, quote } from '../../json/lexer.ts';

/** A place in a document: byte offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The elements of one JSON array, as slices of `bytes` without the space around them.
 * `bytes` have passed `scanJson`, and `array` is the span of an array in them: nothing is checked again.
 */
export function arrayElements(bytes: Uint8Array, array: Span): Uint8Array[] {
  const elements: Uint8Array[] = [];
  const last = array.end - 1;
  let at = skipSpace(bytes, array.start + 1);
  while (at < last) {
    const end = skipValue(bytes, at);
    elements.push(bytes.subarray(at, end));
    at = skipSpace(bytes, end);
    if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1);
  }
  return elements;
}

/** The offset of the first byte from `at` on that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (let next = at; ; next++) {
    const byte = bytes[next];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return next;
  }
}

/** The offset behind the verified value that starts at `at`; nesting costs no stack. */
export function skipValue(bytes: Uint8Array, at: number): number {
  let depth = 0;
  let next = at;
  do {
    const byte = bytes[next];
    if (byte === quote) {
      next = skipString(bytes, next);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      next++;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      next++;
    } else if (depth > 0) {
      next++;
    } else {
      return skipBareWord(bytes, next);
    }
  } while (depth > 0);
  return next;
}

function skipString(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  while (bytes[next] !== quote) next += bytes[next] === backslash ? 2 : 1;
  return next + 1;
}

/** Behind a number, true, false or null. */
function skipBareWord(bytes: Uint8Array, at: number): number {
  let next = at;
  while (next < bytes.length) {
    const byte = bytes[next] ?? 0;
    if (byte <= 0x20 || byte === 0x2c || byte === 0x5d || byte === 0x7d || byte === 0x3a) break;
    next++;
  }
  return next;
}
