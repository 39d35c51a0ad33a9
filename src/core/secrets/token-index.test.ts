import { expect, it } from 'vitest';
import { makeToken } from './token-format.ts';
import { digestOf, TokenIndex } from './token-index.ts';

const entryOf = (token: string, life: string) => ({
  life,
  row: {
    id: token.slice(-6),
    digest: digestOf(token),
    kind: 'client' as const,
    clientId: 'vscode',
    createdUs: 0,
    expiresUs: null,
    graceUntilUs: null,
    lastUsedUs: null,
    revokedUs: null,
    expiredUs: null,
  },
});

it('AU-5: finds an entry by the whole text, and the one that took its place from then on', () => {
  const index = new TokenIndex<ReturnType<typeof entryOf>>();
  const token = makeToken('client');
  expect(index.prove(token)).toBe('unknown');
  const first = entryOf(token, 'first');
  index.put(first);
  expect([index.prove(token), index.prove(token), index.find(token)]).toEqual([
    first,
    first,
    first,
  ]);
  const next = entryOf(token, 'next');
  index.put(next);
  expect(index.prove(token)).toBe(next);
  expect(index.of(first.row)).toBe(next);
  expect(index.all()).toEqual([next]);
  expect(index.prove(`${token}A`)).toBe('malformed');
  expect(index.prove(makeToken('client'))).toBe('unknown');
});

it('proves more texts than it keeps', () => {
  const index = new TokenIndex<ReturnType<typeof entryOf>>();
  const tokens = Array.from({ length: 200 }, () => makeToken('client'));
  for (const token of tokens) index.put(entryOf(token, token));
  for (const token of [...tokens, ...tokens])
    expect(index.prove(token)).toMatchObject({ life: token });
});
