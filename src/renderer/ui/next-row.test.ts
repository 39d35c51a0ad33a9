import { expect, it } from 'vitest';
import { nextRow } from './next-row.ts';

const ids = ['a', 'b', 'c'];

it.each([
  ['a', 'ArrowDown', 'b'],
  ['b', 'j', 'c'],
  ['b', 'k', 'a'],
  ['c', 'ArrowDown', undefined],
  ['a', 'ArrowUp', undefined],
  ['b', 'End', 'c'],
  ['b', 'Home', 'a'],
  ['b', 'x', undefined],
  [undefined, 'ArrowDown', 'a'],
  ['gone', 'ArrowUp', undefined],
])('from %s, %s leads to %s', (current, key, expected) => {
  expect(nextRow(ids, current, key)).toBe(expected);
});
