import { expect, it } from 'vitest';
import { oneLine } from './one-line.ts';

it('line ends become blanks, every other byte stays', () => {
  const json = Buffer.from('{\r\n  "n": 1.0,\n\t"s": "a\\nb é"\r}');
  const line = Buffer.from(oneLine(json)).toString();
  expect(line).toBe('{    "n": 1.0, \t"s": "a\\nb é" }');
  expect(json.toString()).toContain('\r\n');
});

it('what has no line end is handed on without a copy', () => {
  const json = Buffer.from('{"a":"\\n"}');
  expect(oneLine(json)).toBe(json);
});
