import type { Route } from '../exchange/session.ts';

export type ProbeName = 'health' | 'status' | 'describe' | 'auth-check' | 'server-check';

/** Where a request target leads. `management` is answered by the hook of the host, if there is one. */
export type Target =
  | { readonly kind: 'mcp'; readonly route: Route; readonly query: string | null }
  | { readonly kind: 'probe'; readonly probe: ProbeName; readonly query: string | null }
  | { readonly kind: 'management' }
  /** Paths that clients try after a 401: not there, and no attack. */
  | { readonly kind: 'discovery' }
  | { readonly kind: 'unknown' }
  /** Not in origin form (RFC 9112 3.2.1). */
  | { readonly kind: 'malformed' };

const aggregate: Target = { kind: 'mcp', route: { kind: 'all' }, query: null };
const unknown: Target = { kind: 'unknown' };
const serverPrefix = '/mcp/s/';
/** The form of a server id in the registry; nothing in it needs decoding. */
const serverId = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/;
const probes: ReadonlyMap<string, ProbeName> = new Map([
  ['/health', 'health'],
  ['/status', 'status'],
  ['/describe', 'describe'],
  ['/auth-check', 'auth-check'],
  ['/server-check', 'server-check'],
]);

/** Matches the raw target exactly: nothing is decoded, folded or normalised (TR-15). */
export function matchTarget(rawTarget: string): Target {
  if (rawTarget === '/mcp') return aggregate;
  if (rawTarget.charCodeAt(0) !== 0x2f) return { kind: 'malformed' };
  const mark = rawTarget.indexOf('?');
  const path = mark === -1 ? rawTarget : rawTarget.slice(0, mark);
  const query = mark === -1 ? null : rawTarget.slice(mark + 1);
  if (path === '/mcp') return { kind: 'mcp', route: { kind: 'all' }, query };
  if (path.startsWith(serverPrefix)) {
    const id = path.slice(serverPrefix.length);
    if (!serverId.test(id)) return unknown;
    return { kind: 'mcp', route: { kind: 'server', serverId: id }, query };
  }
  const probe = probes.get(path);
  if (probe !== undefined) return { kind: 'probe', probe, query };
  if (isUnder(path, '/api') || isUnder(path, '/ui') || path === '/metrics') {
    return { kind: 'management' };
  }
  if (isUnder(path, '/.well-known') || path === '/register') return { kind: 'discovery' };
  return unknown;
}

function isUnder(path: string, root: string): boolean {
  return path.startsWith(root) && (path.length === root.length || path[root.length] === '/');
}
