import { expect, it } from 'vitest';
import { parseLimit } from './parse-limit.ts';

it.each([
  ['200', 200],
  [' 0 ', 0],
  ['', null],
  ['  ', null],
  ['-1', undefined],
  ['1.5', undefined],
  ['1000001', undefined],
  ['many', undefined],
])('a limit typed as "%s" is %s', (text, expected) => {
  expect(parseLimit(text)).toBe(expected);
});
