import { asBuffer, isAscii } from './json-text.ts';

/**
 * A piece of JSON that is put together: bytes as they came, or text of which each character is one byte (Latin-1). What we write
 * ourselves is ASCII nearly always, and stays text until it is written out: no buffer is made for it.
 */
export type Part = Uint8Array | string;

/** A copy of so many costs less than a view. */
const fewBytes = 4_096;

/** Any text as a part. */
export function textPart(text: string): Part {
  return isAscii(text) ? text : Buffer.from(text);
}

/** The bytes from `start` to `end`: as text where they are few, else a view of them. */
export function partOf(bytes: Uint8Array, start: number, end: number): Part {
  if (end - start > fewBytes) return bytes.subarray(start, end);
  return asBuffer(bytes).toString('latin1', start, end);
}

/** How many bytes the parts are together. */
export function bytesOf(parts: readonly Part[]): number {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  return bytes;
}

/** All of them as one Latin-1 text: for what is small, the cheapest form to write to a socket or a pipe. */
export function joinedText(parts: readonly Part[]): string {
  let text = '';
  for (const part of parts) {
    text += typeof part === 'string' ? part : asBuffer(part).toString('latin1');
  }
  return text;
}

/** All of them as bytes; a single one is not copied. */
export function joinedBytes(parts: readonly Part[]): Buffer {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return asBuffer(asBytes(only));
  return Buffer.concat(parts.map(asBytes));
}

function asBytes(part: Part): Uint8Array {
  return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
}
