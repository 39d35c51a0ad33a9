import type { RequestHeaders } from '../message/request-headers.ts';

/** A token as the request presents it, and the client it says it belongs to. */
export interface PresentedToken {
  readonly token: string | undefined;
  /** From X-Client-Id or the query; must then be the token's own client. */
  readonly claimedClientId: string | undefined;
  readonly from: 'none' | 'header' | 'pair' | 'url' | 'several';
}

const scheme = /^bearer +(\S+) *$/i;
const nothing: PresentedToken = { token: undefined, claimedClientId: undefined, from: 'none' };

/**
 * Finds the one place a token may be in: `Authorization: Bearer`, `X-Client-Id` with `X-Lmcp-Token`, or exactly
 * `?client_id=&token=`. Two places at once are `several`, and none of them counts.
 */
export function presentedToken(headers: RequestHeaders, query: string | null): PresentedToken {
  const { authorization, clientId, clientToken } = headers;
  const fromUrl = query === null ? null : urlToken(query);
  if (authorization !== undefined) {
    if (clientToken !== undefined || fromUrl !== null) return { ...nothing, from: 'several' };
    // Another scheme presents something that is no token of ours: malformed, not missing.
    const bearer = authorization.startsWith('Bearer lmcp_')
      ? authorization.slice(7)
      : (scheme.exec(authorization)?.[1] ?? '');
    return { token: bearer, claimedClientId: clientId, from: 'header' };
  }
  if (clientToken !== undefined) {
    if (fromUrl !== null) return { ...nothing, from: 'several' };
    return { token: clientToken, claimedClientId: clientId ?? '', from: 'pair' };
  }
  return fromUrl ?? nothing;
}

/** Only exactly these two parameters, each once. */
function urlToken(query: string): PresentedToken | null {
  const pairs = query.split('&', 3).map((pair) => pair.split('=', 3));
  if (pairs.length !== 2) return null;
  const values = new Map<string, string>();
  for (const [name, value, rest] of pairs) {
    if (name === undefined || value === undefined || rest !== undefined) return null;
    values.set(name, value);
  }
  const client = decoded(values.get('client_id'));
  const token = decoded(values.get('token'));
  if (client === null || token === null) return null;
  return { token, claimedClientId: client, from: 'url' };
}

function decoded(value: string | undefined): string | null {
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
