import { expect, it } from 'vitest';
import { findItem, readItem } from './item-name.ts';

it.each([
  ['server=files&tool=read_file', { kind: 'tool', name: 'read_file' }],
  ['prompt=greet%20all', { kind: 'prompt', name: 'greet all' }],
  ['resource=file%3A%2F%2F%2Fx', { kind: 'resource', name: 'file:///x' }],
  ['server=files', null],
  ['tool=', null],
  ['tool=a&tool=b', null],
  ['tool=a&prompt=b', null],
  [`tool=${'a'.repeat(4_097)}`, null],
])('reads the item of %s', (search, item) => {
  expect(readItem(new URLSearchParams(search))).toEqual(item);
});

it('finds an item by its kind and its name', () => {
  const prompt = { kind: 'prompt', name: 'search' } as const;
  const tool = { kind: 'tool', name: 'search' } as const;
  expect(findItem([prompt, tool], { kind: 'tool', name: 'search' })).toBe(tool);
  expect(findItem([prompt], { kind: 'tool', name: 'search' })).toBeNull();
  expect(findItem([prompt], null)).toBeNull();
});
