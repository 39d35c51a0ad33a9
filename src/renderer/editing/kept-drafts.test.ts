import { expect, it } from 'vitest';
import { KeptDrafts } from './kept-drafts.ts';

it('keeps a draft with what it was typed over, until it is given up', () => {
  const drafts = new KeptDrafts<string, { sha256: string }>();
  let told = 0;
  drafts.subscribe(() => {
    told += 1;
  });
  drafts.type('a', '1');
  const first = drafts.get('a');
  if (first === null) throw new Error('it was kept');
  first.base.current = { answer: { sha256: 'x' }, seen: 'x', follows: false };
  drafts.type('a', '12');
  expect(drafts.get('a')).toEqual({ typed: '12', base: first.base });
  expect(drafts.get('b')).toBeNull();
  drafts.type('a', null);
  expect(drafts.get('a')).toBeNull();
  // What is typed next is typed over something else.
  drafts.type('a', '2');
  expect(drafts.get('a')?.base.current).toBeNull();
  expect(told).toBe(4);
});
