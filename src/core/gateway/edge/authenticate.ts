import { createHash } from 'node:crypto';
import type { Caller } from '../exchange/caller.ts';
import type { RequestHeaders } from '../message/request-headers.ts';
import { type Admission, type AdmitDeps, quietly } from './admission.ts';
import { presentedToken } from './presented-token.ts';

const clientActor = { type: 'client', door: 'mcp' } as const;

/** Who calls, by the token of the request; or why nobody does. One answer for all reasons (AU-1): which one it was is in the row. */
export function authenticate(
  headers: RequestHeaders,
  query: string | null,
  deps: AdmitDeps,
): Caller | Exclude<Admission, { kind: 'admitted' }> {
  const presented = presentedToken(headers, query);
  if (presented.from === 'several') return unauthenticated('several', undefined);
  const result = deps.tokens.authenticate(presented.token, 'client');
  if (!result.ok) return unauthenticated(result.reason, presented.token);
  const { clientId, tokenId } = result;
  const entry = clientId === null ? undefined : deps.snapshot().clients.get(clientId);
  if (clientId === null || result.kind !== 'client') {
    return unauthenticated('wrong_kind', presented.token);
  }
  if (entry === undefined) return unauthenticated('unregistered', presented.token, clientId);
  if (!entry.enabled) return unauthenticated('disabled', presented.token, clientId);
  if (presented.claimedClientId !== undefined && presented.claimedClientId !== clientId) {
    return unauthenticated('client_mismatch', presented.token, clientId);
  }
  if (presented.from === 'url') {
    if (!entry.allow_url_token) return unauthenticated('url_token', presented.token, clientId);
  } else if (query !== null) {
    return quietly('not_found');
  }
  return { actor: clientActor, clientId, tokenId };
}

function unauthenticated(
  reason: string,
  token: string | undefined,
  client: string | null = null,
): Extract<Admission, { kind: 'unauthenticated' }> {
  if (token === undefined || token === '') {
    return { kind: 'unauthenticated', reason, detail: {}, client };
  }
  // 32 bits: enough to tell two wrong tokens apart, useless to find one.
  const token_digest = createHash('sha256').update(token).digest('hex').slice(0, 8);
  return { kind: 'unauthenticated', reason, detail: { token_digest }, client };
}
