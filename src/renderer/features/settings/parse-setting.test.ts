import { expect, it } from 'vitest';
import { parseSetting, toText } from './parse-setting.ts';
import type { SettingField } from './setting-field.ts';

const common = { path: '', title: '', text: '' };
const port: SettingField = { ...common, kind: 'number', min: 0, max: 65_535 };
const timeout: SettingField = { ...common, kind: 'number', min: 0.05, max: 600 };
const list: SettingField = { ...common, kind: 'list', placeholder: '' };
const text: SettingField = { ...common, kind: 'text' };

it.each([
  [port, '7345', 7_345],
  [port, ' 65,535 ', 65_535],
  [port, '0', 0],
  [timeout, '0.5', 0.5],
  [list, ' a \n\n b\n', ['a', 'b']],
  [list, '', []],
  [text, ' 127.0.0.1 ', '127.0.0.1'],
])('%j takes "%s" as %j', (field, typed, value) => {
  expect(parseSetting(field, typed)).toEqual({ ok: true, value });
});

it.each([
  [port, '99999', 'Enter a whole number from 0 to 65,535'],
  [port, '1.5', 'Enter a whole number from 0 to 65,535'],
  [port, '', 'Enter a whole number from 0 to 65,535'],
  [port, 'NaN', 'Enter a whole number from 0 to 65,535'],
  [timeout, '0', 'Enter a number from 0.05 to 600'],
  [text, '  ', 'Enter a value'],
])('%j says what would be right instead of "%s"', (field, typed, why) => {
  expect(parseSetting(field, typed)).toEqual({ ok: false, why });
});

it('shows a list one entry a line', () => {
  expect(toText(['a', 'b'])).toBe('a\nb');
  expect(toText(0)).toBe('0');
});
