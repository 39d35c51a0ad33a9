import { backslash } from './lexer.ts';

/** Names that nearly every message carries: found by comparing bytes, so that no string is made for them. */
const common = [
  'id',
  'data',
  'code',
  'name',
  'type',
  'text',
  '_meta',
  'error',
  'method',
  'params',
  'result',
  'tools',
  'jsonrpc',
  'message',
  'content',
  'isError',
  'arguments',
  'inputSchema',
  'progressToken',
  'structuredContent',
] as const;

const longest = 17;

/** By length, then in the order above. */
const byLength: readonly (readonly {
  readonly name: string;
  readonly codes: readonly number[];
}[])[] = Array.from({ length: longest + 1 }, (_, length) =>
  common
    .filter((name) => name.length === length)
    .map((name) => ({ name, codes: [...name].map((character) => character.charCodeAt(0)) })),
);

/** The text of a string token, `start` at its opening quote and `end` behind its closing one. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start - 2;
  const candidates = byLength[length] ?? [];
  for (const { name, codes } of candidates) if (matches(bytes, start + 1, codes)) return name;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start + 1, length);
  return raw.includes(backslash) ? JSON.parse(`"${raw.toString('utf8')}"`) : raw.toString('utf8');
}

function matches(bytes: Uint8Array, start: number, codes: readonly number[]): boolean {
  for (let index = 0; index < codes.length; index++)
    if (bytes[start + index] !== codes[index]) return false;
  return true;
}
