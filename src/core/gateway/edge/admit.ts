import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { EventValue } from '../../audit/record.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { Caller } from '../exchange/caller.ts';
import type { Route } from '../exchange/session.ts';
import { type RequestHeaders, readHeaders } from '../message/request-headers.ts';
import { presentedToken } from './presented-token.ts';
import { matchTarget, type ProbeName, type Target } from './routes.ts';

/** What the head of a request says, before a byte of its body is read. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly httpVersion: string;
}

export interface AdmitDeps {
  /** Host values in lower case, compared byte for byte (TR-4). */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly tokens: Pick<TokenService, 'authenticate'>;
  readonly snapshot: () => RegistrySnapshot;
}

export type Detail = Readonly<Record<string, EventValue>>;

export type Admission =
  | Admitted
  | { kind: 'probe'; probe: ProbeName; headers: RequestHeaders; caller: Caller | null }
  | { kind: 'management' }
  /** Answered with the code; a row is written when there is a reason. */
  | {
      kind: 'refused';
      code: ErrorCode;
      reason: string | null;
      detail: Detail;
      allow: string | null;
    }
  /** A failed authentication: one answer for all reasons (AU-1), the reason only in its row. */
  | { kind: 'unauthenticated'; reason: string; detail: Detail; client: string | null };

export interface Admitted {
  kind: 'admitted';
  caller: Caller;
  method: McpMethod;
  route: Route;
  headers: RequestHeaders;
}

export type McpMethod = 'POST' | 'GET' | 'DELETE';

const maxHeaderLines = 100;
const mcpAllow = 'GET, POST, DELETE';
const plainHost = /^[A-Za-z0-9._~:[\]-]+$/;
const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;
const digits = /^\d{1,15}$/;
const none: Detail = {};

/** Decides from the head alone who calls and what; pure but for the look-ups in `deps`. */
export function admit(head: RequestHead, deps: AdmitDeps): Admission {
  const headers = readHeaders(head.rawHeaders);
  const target = matchTarget(head.target);
  return (
    refusedHost(headers, deps) ??
    refusedFraming(head, headers, target) ??
    (target.kind === 'management' ? { kind: 'management' } : undefined) ??
    refusedOrigin(headers, deps) ??
    admitTarget(head.method, target, headers, deps)
  );
}

function refusedHost(headers: RequestHeaders, deps: AdmitDeps): Admission | undefined {
  const { host } = headers;
  if (headers.repeated === 'host') return refused('repeated_header', 'repeated_host');
  if (host === undefined) return refused('host_missing', 'missing_host');
  if (deps.hosts.has(host) || deps.hosts.has(host.toLowerCase())) return undefined;
  return plainHost.test(host)
    ? refused('host_not_allowed', 'rejected_host', { host: host.slice(0, 128) })
    : refused('host_missing', 'malformed_host');
}

function refusedFraming(
  head: RequestHead,
  headers: RequestHeaders,
  target: Target,
): Admission | undefined {
  if (head.rawHeaders.length > 2 * maxHeaderLines) {
    return refused('headers_too_large', 'too_many_headers');
  }
  if (headers.repeated !== undefined) {
    return refused('repeated_header', 'repeated_header', { header: headers.repeated.slice(0, 64) });
  }
  const { contentLength, transferEncoding } = headers;
  if (
    head.httpVersion !== '1.1' ||
    (transferEncoding !== undefined && transferEncoding.toLowerCase() !== 'chunked') ||
    (transferEncoding !== undefined && contentLength !== undefined) ||
    (contentLength !== undefined && !digits.test(contentLength))
  ) {
    return refused('malformed_http', 'ambiguous_framing');
  }
  return target.kind === 'malformed' ? refused('malformed_http', 'malformed_target') : undefined;
}

function refusedOrigin(headers: RequestHeaders, deps: AdmitDeps): Admission | undefined {
  if (headers.origin === undefined || deps.origins.has(headers.origin)) return undefined;
  return refused('origin_not_allowed', 'rejected_origin', { origin: headers.origin.slice(0, 128) });
}

function admitTarget(
  method: string,
  target: Target,
  headers: RequestHeaders,
  deps: AdmitDeps,
): Admission {
  if (target.kind === 'mcp') return admitMcp(method, target, headers, deps);
  if (target.kind !== 'probe') return quietly('not_found');
  if (method !== 'GET') return quietly('method_not_allowed', 'GET');
  const { probe } = target;
  if (probe !== 'auth-check' && probe !== 'server-check') {
    return target.query === null
      ? { kind: 'probe', probe, headers, caller: null }
      : quietly('not_found');
  }
  const caller = authenticate(headers, target.query, deps);
  return 'kind' in caller ? caller : { kind: 'probe', probe, headers, caller };
}

function admitMcp(
  method: string,
  target: Extract<Target, { kind: 'mcp' }>,
  headers: RequestHeaders,
  deps: AdmitDeps,
): Admission {
  if (method !== 'POST' && method !== 'GET' && method !== 'DELETE') {
    return quietly('method_not_allowed', mcpAllow);
  }
  // Before the token: a page can send a simple request, but never one of this type without a preflight.
  const media = method === 'POST' ? refusedMedia(headers) : undefined;
  if (media !== undefined) return media;
  const caller = authenticate(headers, target.query, deps);
  return 'kind' in caller
    ? caller
    : { kind: 'admitted', caller, method, route: target.route, headers };
}

function refusedMedia(headers: RequestHeaders): Admission | undefined {
  const { contentType, contentEncoding } = headers;
  if (
    contentType !== 'application/json' &&
    (contentType === undefined || !jsonType.test(contentType))
  ) {
    return refused('unsupported_media_type', 'content_type');
  }
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity') {
    return refused('unsupported_media_type', 'content_encoding');
  }
  return undefined;
}

function authenticate(
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

const clientActor = { type: 'client', door: 'mcp' } as const;

function refused(code: ErrorCode, reason: string, detail: Detail = none): Admission {
  return { kind: 'refused', code, reason, detail, allow: null };
}

function quietly(
  code: ErrorCode,
  allow: string | null = null,
): Extract<Admission, { kind: 'refused' }> {
  return { kind: 'refused', code, reason: null, detail: none, allow };
}

function unauthenticated(
  reason: string,
  token: string | undefined,
  client: string | null = null,
): Extract<Admission, { kind: 'unauthenticated' }> {
  if (token === undefined || token === '') {
    return { kind: 'unauthenticated', reason, detail: none, client };
  }
  // 32 bits: enough to tell two wrong tokens apart, useless to find one.
  const token_digest = createHash('sha256').update(token).digest('hex').slice(0, 8);
  return { kind: 'unauthenticated', reason, detail: { token_digest }, client };
}
