import { type RequestHeaders, readHeaders } from '../message/request-headers.ts';
import { type Admission, type AdmitDeps, quietly, type RequestHead, refused } from './admission.ts';
import { authenticate } from './authenticate.ts';
import { matchTarget, type Target } from './routes.ts';

const maxHeaderLines = 100;
const mcpAllow = 'GET, POST, DELETE';
const plainHost = /^[A-Za-z0-9._~:[\]-]+$/;
const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;
const longestLength = 15;

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
    (contentLength !== undefined && !isLength(contentLength))
  ) {
    return refused('malformed_http', 'ambiguous_framing');
  }
  return target.kind === 'malformed' ? refused('malformed_http', 'malformed_target') : undefined;
}

/** Digits alone, and so few that they are a safe integer. */
function isLength(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text.length > 0 && text.length <= longestLength;
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
