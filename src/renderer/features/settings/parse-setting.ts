import { formatCount } from '../../format/numbers.ts';
import type { SettingField, SettingValue } from './setting-field.ts';

export type ParsedSetting =
  | { readonly ok: true; readonly value: SettingValue }
  | { readonly ok: false; readonly why: string };

/** A value as its control shows it; a list has one entry a line. */
export function toText(value: SettingValue): string {
  return typeof value === 'object' ? value.join('\n') : String(value);
}

/** What was typed as a value of the setting, or why it is none. The engine checks it again. */
export function parseSetting(field: SettingField, text: string): ParsedSetting {
  const trimmed = text.trim();
  switch (field.kind) {
    case 'list':
      return { ok: true, value: entriesOf(trimmed) };
    case 'number':
      return parseNumber(field, trimmed.replaceAll(',', ''));
    default:
      return trimmed === '' ? { ok: false, why: 'Enter a value' } : { ok: true, value: trimmed };
  }
}

function entriesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function parseNumber(
  { min, max }: Extract<SettingField, { kind: 'number' }>,
  text: string,
): ParsedSetting {
  const value = text === '' ? Number.NaN : Number(text);
  const whole = Number.isInteger(min);
  if (value >= min && value <= max && (!whole || Number.isInteger(value)))
    return { ok: true, value };
  const kind = whole ? 'a whole number' : 'a number';
  return { ok: false, why: `Enter ${kind} from ${String(min)} to ${formatCount(max)}` };
}
