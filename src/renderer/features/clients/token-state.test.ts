import { describe, expect, it } from 'vitest';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { exceedsLimit, tokenState } from './token-state.ts';

const dayMs = 86_400_000;
const token = {
  tokenId: 't',
  state: 'active' as const,
  createdUs: 0,
  expiresUs: null as number | null,
  lastUsedUs: null,
};
const client: ClientSummary = {
  id: 'cursor',
  app: 'cursor',
  enabled: true,
  allowServers: [],
  tokens: [token],
  lastUsedUs: null,
  sessions: 0,
  streams: 0,
  listed: 47,
  toolLimit: 40,
  allowUrlToken: false,
  accept: [],
  rateLimitRpm: null,
};
const expiring = (inMs: number) => ({ ...client, tokens: [{ ...token, expiresUs: inMs * 1_000 }] });

describe('the state of a token', () => {
  it.each([
    [client, 'Valid', 'ready'],
    [expiring(30 * dayMs), 'Valid, 30 d left', 'ready'],
    [expiring(3 * dayMs), 'Expires in 3 d', 'waiting'],
    [expiring(-1), 'Expired', 'broken'],
    [{ ...client, tokens: [] }, 'No token', 'broken'],
    [{ ...client, tokens: [{ ...token, state: 'revoked' as const }] }, 'Revoked', 'broken'],
    [{ ...client, enabled: false }, 'Disabled', 'stopped'],
  ])('%#: %s', (given, word, tone) => {
    expect(tokenState(given, 0)).toMatchObject({ word, tone });
  });

  it('a budget is only exceeded where it is known', () => {
    expect(exceedsLimit(client)).toBe(true);
    expect(exceedsLimit({ ...client, toolLimit: null })).toBe(false);
  });
});
