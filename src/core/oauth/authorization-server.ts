import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
  OAuthProtectedResourceMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/client';
import { AppError } from '../../shared/errors.ts';
import type { Fetch } from './guarded-fetch.ts';
import { signInRefused } from './sign-in-refused.ts';
import { mayBeOpened } from './trusted-hosts.ts';

/** What the documents of a server and of its authorization server say, checked. */
export interface Discovered {
  readonly metadata: AuthorizationServerMetadata;
  /** The resource parameter, exactly as the server publishes it (RFC 8707). */
  readonly resource: string;
  readonly scopesSupported: readonly string[];
}

export type ClientInformation = OAuthClientInformationMixed;
export type { AuthorizationServerMetadata, OAuthTokens };

/** The SDK is large and needed by few: it is loaded when somebody signs in. */
const sdk = () => import('@modelcontextprotocol/client');

/**
 * Finds the authorization server of a server (RFC 9728, RFC 8414, OpenID Connect Discovery) and refuses one without PKCE (AU-16).
 * @param named where the server's challenge says that its metadata lies.
 * @throws AppError `sign_in_refused`, `upstream_unavailable`.
 */
export async function discover(
  url: string,
  named: string | null,
  fetch: Fetch,
): Promise<Discovered> {
  const { checkResourceAllowed, discoverAuthorizationServerMetadata, resourceUrlFromServerUrl } =
    await sdk();
  const document = await readResource(url, named, fetch);
  const own = resourceUrlFromServerUrl(url);
  if (document !== null) {
    const { resource } = document;
    if (!checkResourceAllowed({ requestedResource: own, configuredResource: resource }))
      throw signInRefused('the metadata of the server is about another resource');
  }
  // Before there was such a document, a server was its own authorization server (2025-03-26).
  const server = document?.authorization_servers?.[0] ?? `${own.origin}/`;
  const metadata = await discoverAuthorizationServerMetadata(server, { fetchFn: fetch }).catch(
    async (error: unknown) => {
      const { IssuerMismatchError } = await sdk();
      throw error instanceof IssuerMismatchError
        ? signInRefused('the metadata of the authorization server names another issuer', error)
        : refusal('the metadata of the authorization server is not valid', error);
    },
  );
  if (metadata === undefined) throw signInRefused('the authorization server has no metadata');
  if (metadata.code_challenge_methods_supported?.includes('S256') !== true) {
    throw signInRefused(
      'the authorization server does not offer PKCE (S256 in code_challenge_methods_supported)',
    );
  }
  return {
    metadata,
    resource: document?.resource ?? own.href,
    scopesSupported: document?.scopes_supported ?? [],
  };
}

/** The server's own document, or null where it has none. */
async function readResource(
  url: string,
  named: string | null,
  fetch: Fetch,
): Promise<OAuthProtectedResourceMetadata | null> {
  const { discoverOAuthProtectedResourceMetadata } = await sdk();
  if (named !== null && !URL.canParse(named)) {
    throw signInRefused('the server names no valid address for its metadata');
  }
  let found = named !== null;
  const noting: Fetch = async (target, init) => {
    const response = await fetch(target, init);
    found ||= response.ok || response.status >= 500;
    return response;
  };
  const options = named === null ? {} : { resourceMetadataUrl: named };
  try {
    return await discoverOAuthProtectedResourceMetadata(url, options, noting);
  } catch (error) {
    // Only a document that is not there may be done without.
    if (error instanceof AppError || found)
      throw refusal('the metadata of the server is not valid', error);
    return null;
  }
}

/** Registers LMCP as a native application without a secret, where the server lets it (RFC 7591). */
export async function register(
  { metadata }: Discovered,
  { redirectUrl, scope }: { redirectUrl: string; scope: string | null },
  fetch: Fetch,
): Promise<ClientInformation> {
  if (metadata.registration_endpoint === undefined) {
    throw signInRefused(
      'the authorization server registers nobody by itself; set oauth.client_id in the registry',
    );
  }
  const { registerClient } = await sdk();
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['none'];
  const method = ['none', 'client_secret_basic', 'client_secret_post'].find((one) =>
    methods.includes(one),
  );
  const { client_id, client_secret, token_endpoint_auth_method } = await registerClient(
    metadata.issuer,
    {
      metadata,
      clientMetadata: {
        client_name: 'LMCP',
        redirect_uris: [redirectUrl],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        application_type: 'native',
        ...(method !== undefined && { token_endpoint_auth_method: method }),
      },
      ...(scope !== null && { scope }),
      fetchFn: fetch,
    },
  ).catch((error: unknown) => {
    throw refusal('the authorization server does not register LMCP', error);
  });
  return {
    client_id,
    ...(client_secret !== undefined && { client_secret }),
    ...(token_endpoint_auth_method !== undefined && { token_endpoint_auth_method }),
  };
}

export interface AuthorizationRequest {
  client: ClientInformation;
  redirectUrl: string;
  scope: string | null;
  state: string;
}

/** @throws AppError `sign_in_refused` for an address that no browser may be sent to (AU-19). */
export async function authorizationUrl(
  { metadata, resource }: Discovered,
  { client, redirectUrl, scope, state }: AuthorizationRequest,
): Promise<{ url: string; codeVerifier: string }> {
  const { startAuthorization } = await sdk();
  const { authorizationUrl: url, codeVerifier } = await startAuthorization(metadata.issuer, {
    metadata,
    clientInformation: client,
    redirectUrl,
    state,
    resource,
    ...(scope !== null && { scope }),
  }).catch((error: unknown) => {
    throw refusal('the authorization server does not offer the code flow', error);
  });
  if (!mayBeOpened(url)) throw signInRefused('the address to sign in at is not https');
  return { url: url.href, codeVerifier };
}

/**
 * Turns what the browser brought into tokens. The issuer is compared as text, before anything else is believed (RFC 9207).
 * @throws AppError `sign_in_refused`, `upstream_unavailable`.
 */
export async function redeem(
  { metadata, resource }: Pick<Discovered, 'metadata' | 'resource'>,
  answer: URLSearchParams,
  request: { client: ClientInformation; redirectUrl: string; codeVerifier: string },
  fetch: Fetch,
): Promise<OAuthTokens> {
  const { exchangeAuthorization, validateAuthorizationResponseIssuer } = await sdk();
  const iss = answer.get('iss') ?? undefined;
  const issParameterSupported = metadata.authorization_response_iss_parameter_supported === true;
  try {
    const { issuer: expectedIssuer } = metadata;
    validateAuthorizationResponseIssuer({ iss, expectedIssuer, issParameterSupported });
  } catch (error) {
    throw signInRefused('the answer does not come from the issuer that was asked', error);
  }
  const code = answer.get('code');
  if (code === null) throw signInRefused(`the answer was ${errorName(answer.get('error'))}`);
  const { client, redirectUrl, codeVerifier } = request;
  return exchangeAuthorization(metadata.issuer, {
    metadata,
    clientInformation: client,
    authorizationCode: code,
    ...(iss !== undefined && { iss }),
    codeVerifier,
    redirectUri: redirectUrl,
    resource,
    fetchFn: fetch,
  }).catch((error: unknown) => {
    throw refusal('the authorization server did not take the code', error);
  });
}

/** @returns null where the grant is over: only a person can give another. @throws AppError `upstream_unavailable`. */
export async function refresh(
  metadata: AuthorizationServerMetadata,
  request: { client: ClientInformation; refreshToken: string; resource: string },
  fetch: Fetch,
): Promise<OAuthTokens | null> {
  const { OAuthError, refreshAuthorization } = await sdk();
  const { client, refreshToken, resource } = request;
  try {
    return await refreshAuthorization(metadata.issuer, {
      metadata,
      clientInformation: client,
      refreshToken,
      resource,
      fetchFn: fetch,
    });
  } catch (error) {
    if (error instanceof OAuthError && over.has(error.code)) return null;
    throw new AppError('upstream_unavailable', 'The authorization server gave no new token', {
      data: { sent: 'none', cause: 'not_sent' },
      cause: error,
    });
  }
}

const over: ReadonlySet<string> = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
]);

/** Policy and outages keep their own words; of anything else only a code may be said, never a text that others wrote. */
function refusal(reason: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return signInRefused(typeof code === 'string' ? `${reason} (${errorName(code)})` : reason, error);
}

/** An error code of OAuth, as it may be shown. */
function errorName(code: string | null): string {
  return code !== null && /^[A-Za-z0-9_.-]{1,64}$/.test(code) ? code : 'not valid';
}
