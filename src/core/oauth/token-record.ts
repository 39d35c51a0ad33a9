import type { Clock } from '../clock.ts';
import type {
  AuthorizationServerMetadata,
  ClientInformation,
  Discovered,
  OAuthTokens,
} from './authorization-server.ts';
import type { HttpTarget } from './http-target.ts';
import type { StoredSignIn } from './stored-sign-in.ts';

/** What identifies LMCP to the authorization server of a record; a secret of the registry is read there each time. */
export function clientOf({ client }: StoredSignIn, { oauth }: HttpTarget): ClientInformation {
  const own = oauth.client_secret === '' ? null : oauth.client_secret;
  const secret = client.registered ? own : (client.secret ?? null);
  return {
    client_id: client.id,
    ...(secret !== null && { client_secret: secret }),
    ...(client.authMethod !== null && { token_endpoint_auth_method: client.authMethod }),
  };
}

/** As much of the metadata as a token request needs. */
export function metadataOf(record: StoredSignIn): AuthorizationServerMetadata {
  const { issuer, authorizationEndpoint, tokenEndpoint, authMethods } = record;
  return {
    issuer,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    response_types_supported: ['code'],
    ...(authMethods !== null && { token_endpoint_auth_methods_supported: authMethods }),
  };
}

export interface GrantFacts {
  url: string;
  resourceMetadata: string | null;
  discovered: Discovered;
  client: ClientInformation;
  /** True where the registry names the client. */
  registered: boolean;
  redirectUrl: string;
  scope: string | null;
}

/** A record without tokens yet. */
export function recordOf(facts: GrantFacts): StoredSignIn {
  const { url, resourceMetadata, discovered, client, registered, redirectUrl, scope } = facts;
  const { metadata, resource } = discovered;
  const method = 'token_endpoint_auth_method' in client ? client.token_endpoint_auth_method : null;
  return {
    v: 1,
    url,
    issuer: metadata.issuer,
    resource,
    resourceMetadata,
    authorizationEndpoint: metadata.authorization_endpoint,
    tokenEndpoint: metadata.token_endpoint,
    authMethods: metadata.token_endpoint_auth_methods_supported ?? null,
    client: {
      id: client.client_id,
      ...(registered ? {} : { secret: client.client_secret ?? null }),
      authMethod: method ?? null,
      registered,
      redirectUrl,
    },
    scope,
    tokens: null,
  };
}

/** The record with tokens that were just given; a refresh token that is not given anew stays good. */
export function withTokens(record: StoredSignIn, tokens: OAuthTokens, clock: Clock): StoredSignIn {
  const { access_token: access, refresh_token, expires_in } = tokens;
  return {
    ...record,
    tokens: {
      access,
      refresh: refresh_token ?? record.tokens?.refresh ?? null,
      expiresUs: expires_in === undefined ? null : clock.nowUs() + Math.round(expires_in * 1e6),
    },
  };
}
