import { digestOf, quote } from './text.ts';

/** A larger structure is stored as digest and length. */
const shapeLimitBytes = 8_192;
const depthLimit = 32;

/** The structure of JSON bytes, as JSON: member names and the types of values, no value. An array shows its first element. */
export function shapeOf(bytes: Uint8Array): string {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch {
    return '"not json"';
  }
  const shape = describe(value, 0);
  return Buffer.byteLength(shape) > shapeLimitBytes ? digestOf(shape) : shape;
}

function describe(value: unknown, depth: number): string {
  if (value === null) return '"null"';
  if (typeof value !== 'object') return JSON.stringify(typeof value);
  if (depth === depthLimit) return '"…"';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${describe(value[0], depth + 1)}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${quoteName(name)}:${describe(member, depth + 1)}`,
  );
  return `{${members.join(',')}}`;
}

/** A name must stay a name: a long one is replaced by its digest as text. */
function quoteName(name: string): string {
  const quoted = quote(name);
  return quoted.startsWith('"') ? quoted : JSON.stringify(quoted);
}
