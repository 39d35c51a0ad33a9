import { backslash } from './lexer.ts';

/** Longer texts are searched natively; below it a plain loop is as quick. */
const shortBytes = 64;

/** The text of a string token, `start` at its opening quote and `end` behind its closing one. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
  const buffer = asBuffer(bytes);
  const text = buffer.toString('utf8', start + 1, end - 1);
  return hasEscape(buffer, start + 1, end - 1) ? JSON.parse(`"${text}"`) : text;
}

/** True where the bytes from `start` on are these characters. Only ASCII is ever the same: whoever asks for more decodes. */
export function isAsciiAt(bytes: Uint8Array, start: number, text: string): boolean {
  // From the end: names of one object tend to share their beginning.
  for (let index = text.length - 1; index >= 0; index--) {
    const code = text.charCodeAt(index);
    if (code !== bytes[start + index] || code > 0x7f) return false;
  }
  return true;
}

/** True where a text has no character beyond ASCII. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** True where each byte is the character that it stands for: no escape, nothing beyond ASCII. */
export function isPlainAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === backslash || byte > 0x7f) return false;
  }
  return true;
}

/** The same memory as a Buffer, which messages nearly always are. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > shortBytes) return bytes.subarray(start, end).includes(backslash);
  for (let at = start; at < end; at++) if (bytes[at] === backslash) return true;
  return false;
}
