import { expect, it } from 'vitest';
import { formatKeys, isMac } from './keys.ts';

it.each([
  ['mod+k', true, '⌘K'],
  ['mod+k', false, 'Ctrl K'],
  ['mod+shift+enter', true, '⌘⇧↵'],
  ['n', false, 'N'],
  ['?', false, '?'],
])('writes %s on a Mac (%s) as %s', (keys, mac, shown) => {
  expect(formatKeys(keys, mac)).toBe(shown);
});

it('knows whose keyboards have ⌘', () => {
  expect(isMac('MacIntel')).toBe(true);
  expect(isMac('Linux x86_64')).toBe(false);
});
