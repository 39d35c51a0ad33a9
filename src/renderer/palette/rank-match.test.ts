import { expect, it } from 'vitest';
import { rankMatch } from './rank-match.ts';

it.each([
  ['Open github', 'github', 1],
  ['Open github', 'gi', 0.8],
  ['Open github', 'op git', 0.8],
  ['Open github', 'hub', 0.4],
  ['Open row #48,213 48,213', '48,213', 1],
  ['Settings', 'gi', 0],
  ['Restart claude-code', 'code', 1],
  ['Open github', 'github close', 0],
])('"%s" fits "%s" with %s', (text, typed, rank) => {
  expect(rankMatch(text, typed)).toBe(rank);
});
