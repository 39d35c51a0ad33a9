import { expect, it } from 'vitest';
import { readSequence } from './read-sequence.ts';

it.each([
  ['#48213', 48_213],
  [' 48,213 ', 48_213],
  ['7', 7],
  ['0', null],
  ['#', null],
  ['12 a', null],
  ['', null],
  ['99999999999999999999', null],
])('reads "%s" as %s', (typed, seq) => {
  expect(readSequence(typed)).toBe(seq);
});
