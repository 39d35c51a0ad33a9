import { lookup as dnsLookup } from 'node:dns/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import { signInRefused } from './sign-in-refused.ts';
import { privateAddress, type TrustedHosts } from './trusted-hosts.ts';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

export interface GuardedFetchOptions {
  trusted: TrustedHosts;
  clock: Clock;
  /** What goes along to this address besides what is asked with. */
  headersFor?: (url: URL) => Readonly<Record<string, string>>;
  /** The addresses of a name; the system's by default. */
  resolve?: Resolve;
}

const maxRedirects = 3;
const maxBytes = 256 * 1_024;
const deadlineMs = 10_000;
const systemResolve: Resolve = (hostname) => dnsLookup(hostname, { all: true });
/** Statuses whose `Response` may have no body. */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `fetch` as discovery and OAuth may use it (AU-18): https, or http on this machine where the operator registered it; no private
 * address is connected to; three redirects, within the origin and for GET alone; 256 KiB; 10 s in all.
 */
export function createGuardedFetch(options: GuardedFetchOptions): Fetch {
  const { trusted, clock, resolve: lookup = systemResolve, headersFor = () => ({}) } = options;
  return async (target, init = {}) => {
    const late = new AbortController();
    const timer = clock.after(deadlineMs, () => late.abort());
    try {
      let url = new URL(target);
      for (let redirects = 0; ; redirects++) {
        const more = headersFor(url);
        const hop: Hop = { url, init, more, trusted, lookup, signal: late.signal };
        const response = await ask(hop);
        const next = redirectOf(response, url);
        if (next === null) return response;
        const method = init.method ?? 'GET';
        if (method !== 'GET' || next.origin !== url.origin || redirects === maxRedirects) {
          throw signInRefused('a redirect of the authorization server is not followed');
        }
        url = next;
      }
    } finally {
      timer.cancel();
    }
  };
}

interface Hop {
  url: URL;
  init: RequestInit;
  more: Readonly<Record<string, string>>;
  trusted: TrustedHosts;
  lookup: Resolve;
  signal: AbortSignal;
}

function redirectOf({ status, headers }: Response, url: URL): URL | null {
  const location = headers.get('location');
  if (status < 300 || status > 399 || location === null) return null;
  return URL.canParse(location, url.href) ? new URL(location, url.href) : null;
}

async function ask(hop: Hop): Promise<Response> {
  const { url, init, trusted } = hop;
  const reason = trusted.refuses(url);
  if (reason !== null) throw signInRefused(reason);
  const { body } = init;
  if (body !== undefined && typeof body !== 'string' && !(body instanceof URLSearchParams)) {
    throw new AppError('internal', 'A body of this kind is not sent');
  }
  try {
    return await exchange(hop, body?.toString() ?? null);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('upstream_unavailable', 'The authorization server did not answer', {
      data: { sent: 'none', cause: 'not_sent' },
      cause: error,
    });
  }
}

function exchange({ url, init, more, trusted, lookup, signal }: Hop, body: string | null) {
  return new Promise<Response>((resolve, reject) => {
    const { protocol, hostname, port, path } = urlToHttpOptions(url);
    const request = (url.protocol === 'https:' ? https : http).request({
      protocol,
      hostname,
      port,
      path,
      method: init.method ?? 'GET',
      headers: {
        ...more,
        ...Object.fromEntries(new Headers(init.headers)),
        'accept-encoding': 'identity',
        ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      // A connection of its own: one that is kept was checked for another host.
      agent: false,
      signal,
      rejectUnauthorized: true,
      lookup: checkedLookup(url, trusted, lookup),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      readWhole(response).then(
        (bytes) => resolve(toResponse(response, bytes)),
        (error: unknown) => {
          request.destroy();
          reject(error);
        },
      );
    });
    request.end(body ?? undefined);
  });
}

/** What is connected to is what was checked: the name is looked up once. */
function checkedLookup(url: URL, trusted: TrustedHosts, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every((one) => trusted.mayConnect(url, one.address)))
          callback(signInRefused(privateAddress), '', 4);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 4),
    );
  };
}

async function readWhole(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw signInRefused('an answer is larger than 256 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse({ statusCode = 0, headers }: http.IncomingMessage, bytes: Buffer): Response {
  const kept = new Headers();
  for (const name of ['content-type', 'location'] as const) {
    const value = headers[name];
    if (value !== undefined) kept.set(name, value);
  }
  const body = withoutBody.has(statusCode) ? null : new Uint8Array(bytes);
  return new Response(body, { status: statusCode, headers: kept });
}
