import { identifier } from '../../shared/registry-fields.ts';
import { type HttpServer, type ServerEntry, serverEntry } from '../../shared/registry-server.ts';
import { normaliseServer, withoutEmptyKeys } from './normalise.ts';
import { isRecord, parseSection } from './parse-section.ts';
import { parseReferences } from './reference.ts';
import type { RegistryPath } from './registry.ts';
import { locateFaults, type RegistryDocument } from './registry-document.ts';
import type { KeyFault, RegistryIssue } from './registry-issue.ts';
import { unsupportedInServer } from './unsupported.ts';

/**
 * Judges what is written at `servers.<id>`, with no effect on the rest of the file.
 * @param ids of all servers in the file, this one included.
 */
export function checkServer(
  document: RegistryDocument,
  id: string,
  written: unknown,
  ids: ReadonlySet<string>,
): { entry: ServerEntry } | { issues: RegistryIssue[] } {
  const path: RegistryPath = ['servers', id];
  const name = identifier.safeParse(id);
  if (!name.success) {
    const reason = name.error.issues[0]?.message ?? 'not a server id';
    return { issues: locateFaults(document, 'registry_invalid', [{ path, reason }]) };
  }
  if (isRecord(written) && written.transport === 'external') {
    const fault = { path: [...path, 'transport'], reason: 'external is not supported yet' };
    return { issues: locateFaults(document, 'not_supported_yet', [fault]) };
  }
  const parsed = parseSection(document, serverEntry, withoutEmptyKeys(written), path);
  if (!parsed.ok) return { issues: parsed.issues };
  const faults = [
    ...referenceFaults(id, parsed.value, ids),
    ...headerFaults(id, parsed.value),
    ...oauthFaults(id, parsed.value),
  ];
  const issues = [
    ...locateFaults(document, 'not_supported_yet', unsupportedInServer(id, parsed.value)),
    ...locateFaults(document, 'registry_invalid', faults),
  ];
  return issues.length > 0 ? { issues } : { entry: normaliseServer(parsed.value) };
}

/** Bad references, and those to a secret of another server: it reaches its own server only. */
function referenceFaults(id: string, entry: ServerEntry, ids: ReadonlySet<string>): KeyFault[] {
  return referenceStrings(entry).flatMap(({ path, text }) => {
    const fault = (reason: string) => ({ path: ['servers', id, ...path], reason });
    const parts = parseReferences(text);
    if (!Array.isArray(parts)) return [fault(parts.reason)];
    return parts.flatMap((part) => {
      if (typeof part === 'string' || part.kind !== 'secret') return [];
      const owner = part.name.split('/', 1)[0] ?? '';
      if (owner === id || owner === part.name || !ids.has(owner)) return [];
      return [fault(`${part.text} belongs to server ${owner}`)];
    });
  });
}

/** Header names ignore case: of two spellings nobody could say which one is sent. */
function headerFaults(id: string, entry: ServerEntry): KeyFault[] {
  if (entry.transport !== 'http') return [];
  const seen = new Set<string>();
  return Object.keys(entry.headers).flatMap((name) => {
    const again = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    const path = ['servers', id, 'headers', name];
    return again ? [{ path, reason: 'this header is there twice' }] : [];
  });
}

/** Headers may hold a secret: they go to the authorization server that the operator named, never to one that a server names. */
function oauthFaults(id: string, entry: ServerEntry): KeyFault[] {
  if (entry.transport !== 'http' || entry.oauth === undefined) return [];
  const { headers, issuer } = entry.oauth;
  if (Object.keys(headers).length === 0 || issuer !== '') return [];
  return [{ path: ['servers', id, 'oauth', 'headers'], reason: 'needs oauth.issuer' }];
}

function oauthStrings(oauth: HttpServer['oauth']): { path: RegistryPath; text: string }[] {
  if (oauth === undefined) return [];
  const { client_id, client_secret, headers } = oauth;
  return [
    { path: ['oauth', 'client_id'], text: client_id },
    { path: ['oauth', 'client_secret'], text: client_secret },
    ...Object.entries(headers).map(([name, text]) => ({ path: ['oauth', 'headers', name], text })),
  ];
}

/** Every string of an entry in which references are replaced. */
function referenceStrings(entry: ServerEntry): { path: RegistryPath; text: string }[] {
  if (entry.transport === 'stdio') {
    return [
      { path: ['command'], text: entry.command },
      ...entry.args.map((text, index) => ({ path: ['args', index], text })),
      ...(entry.cwd === undefined ? [] : [{ path: ['cwd'], text: entry.cwd }]),
      ...Object.entries(entry.env).map(([name, text]) => ({ path: ['env', name], text })),
    ];
  }
  if (entry.transport !== 'http') return [];
  return [
    { path: ['url'], text: entry.url },
    ...Object.entries(entry.headers).map(([name, text]) => ({ path: ['headers', name], text })),
    ...oauthStrings(entry.oauth),
  ];
}
