import { createHash } from 'node:crypto';
import type { HttpServer, ServerEntry } from '../../../shared/registry-server.ts';

/** Whom a connection serves: everybody, or one client or session (`sharing`). */
export interface ConnectionScope {
  clientId: string;
  sessionId: string | null;
}

/**
 * Names one upstream process or connection: server, what is launched (names of variables, never values) and for whom.
 * It stands in audit rows, so a session is named by a digest.
 */
export function launchKey(serverId: string, entry: ServerEntry, owner: string): string {
  const launched = digest(JSON.stringify(launchedBy(entry)));
  return owner === '' ? `${serverId}@${launched}` : `${serverId}@${launched}/${owner}`;
}

/** Who owns a connection under the entry's `sharing`; empty for the shared one. */
export function ownerOf(entry: ServerEntry, scope: ConnectionScope): string {
  if (entry.sharing === 'shared') return '';
  // Without sessions, in the stateless era, one per session means one per client.
  if (entry.sharing === 'per_client' || scope.sessionId === null)
    return clientOwner(scope.clientId);
  return sessionOwner(scope.sessionId);
}

export function clientOwner(clientId: string): string {
  return `client:${clientId}`;
}

export function sessionOwner(sessionId: string): string {
  return `session:${digest(sessionId)}`;
}

/** What a running connection was made from: it restarts when this changes, and only then (SU-16). */
export function launchFingerprint(entry: ServerEntry): string {
  return digest(JSON.stringify([entry.sharing, launchedBy(entry), valuesOf(entry)]));
}

function valuesOf(entry: ServerEntry): Readonly<Record<string, string>> {
  if (entry.transport === 'stdio') return entry.env;
  if (entry.transport !== 'http') return {};
  const { client_secret = '', headers = {} } = entry.oauth ?? {};
  return { ...entry.headers, '/client_secret': client_secret, ...prefixed(headers) };
}

function launchedBy(entry: ServerEntry): unknown[] {
  switch (entry.transport) {
    case 'stdio': {
      const names = Object.keys(entry.env).sort();
      return ['stdio', entry.command, entry.args, names, entry.cwd ?? null, entry.sandbox ?? null];
    }
    case 'http':
      return ['http', entry.url, Object.keys(entry.headers).sort(), oauthBy(entry.oauth)];
    case 'external':
      return ['external', entry.manifest];
  }
}

/** What decides with whom the tokens are: never a value that may be secret. */
function oauthBy(oauth: HttpServer['oauth']): unknown {
  if (oauth === undefined) return null;
  const { client_secret: _secret, headers, ...shown } = oauth;
  return { ...shown, headers: Object.keys(headers).sort() };
}

/** Beside header names, none of which holds a slash. */
function prefixed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [`/oauth/${name}`, text]),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
