import { hash } from 'node:crypto';
import type { EventValue } from './record.ts';

/** Longer texts are stored as digest and length. In UTF-16 units. */
export const textLimit = 1_024;

/** A text as it is written into a body: JSON, lone surrogates as U+FFFD, over the limit as `{"sha256":…,"bytes":…}`. */
export function quote(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.length <= textLimit ? JSON.stringify(wellFormed) : digestOf(wellFormed);
}

/** The same text as a column; null where the body holds its digest. */
export function column(text: string | undefined): string | null {
  if (text === undefined || text.length > textLimit) return null;
  return text.isWellFormed() ? text : text.toWellFormed();
}

export function digestOf(text: string): string {
  return `{"sha256":"${hash('sha256', text, 'hex')}","bytes":${Buffer.byteLength(text)}}`;
}

/** Any value of an event. Numbers are integers within ± 2^53: fractions are rounded, what does not fit becomes a text. */
export function encodeValue(value: EventValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return encodeInteger(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (isList(value)) return `[${value.map(encodeValue).join(',')}]`;
      return `{${encodeMembers(value)}}`;
  }
}

/** `"name":value,…` without the braces. */
export function encodeMembers(members: Readonly<Record<string, EventValue>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${JSON.stringify(name.toWellFormed())}:${encodeValue(value)}`)
    .join(',');
}

function encodeInteger(value: number): string {
  const whole = Math.round(value);
  return Number.isSafeInteger(whole) ? String(whole) : JSON.stringify(String(value));
}

function isList(value: EventValue): value is readonly EventValue[] {
  return Array.isArray(value);
}
