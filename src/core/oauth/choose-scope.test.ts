import { expect, it } from 'vitest';
import { chooseScope, type ScopeFacts } from './choose-scope.ts';

const nothing: ScopeFacts = {
  configured: [],
  challenged: null,
  supported: [],
  before: null,
  offline: false,
};

it.each<[string, Partial<ScopeFacts>, string | null]>([
  ['none where nobody names any', { offline: true }, null],
  ['all that the server names', { supported: ['a', 'b'] }, 'a b'],
  ['those of the challenge before those', { supported: ['a', 'b'], challenged: 'c' }, 'c'],
  ['those of the registry before all', { configured: ['x'], supported: ['a'] }, 'x'],
  ['what a call wants more', { configured: ['x'], challenged: 'w' }, 'x w'],
  ['those from before as well', { before: 'a b', challenged: 'b c' }, 'a b c'],
  ['offline access where there is any', { supported: ['a'], offline: true }, 'a offline_access'],
  ['nothing that is no scope', { challenged: 'a "b" c\\d é' }, 'a'],
  ['none rather than too many', { supported: ['x'.repeat(2_001)] }, null],
])('asks for %s', (_what, facts, expected) => {
  expect(chooseScope({ ...nothing, ...facts })).toBe(expected);
});
