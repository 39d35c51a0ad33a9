import { expect, it } from 'vitest';
import { toolCount } from './tool-count.ts';

const none = { approved: 0, changed: 0, pending: 0, refused: 0 };

it.each([
  ['was never read', { tools: none, provedUs: null }, '—'],
  ['lists none', { tools: none, provedUs: 1 }, '0'],
  ['was read before the engine started', { tools: { ...none, approved: 2 }, provedUs: null }, '2'],
  [
    'lists some that are withdrawn, wait or were refused',
    { tools: { approved: 1_200, changed: 1, pending: 2, refused: 3 }, provedUs: 1 },
    '1,205',
  ],
])('the count of tools of a server that %s', (_case, server, said) => {
  expect(toolCount(server)).toBe(said);
});
