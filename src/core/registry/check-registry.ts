import { z } from 'zod';
import { type WireError, toWire } from '../../shared/errors.ts';
import type { ClientEntry } from '../../shared/registry-client.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import { identifier } from '../../shared/registry-fields.ts';
import { type ServerEntry, serverEntry } from '../../shared/registry-server.ts';
import { registryFile } from '../../shared/registry.ts';
import {
  normaliseClient,
  normaliseDaemon,
  normaliseServer,
  withoutEmptyKeys,
} from './normalise.ts';
import { isRecord, parseSection } from './parse-section.ts';
import { parseReferences } from './reference.ts';
import type { RegistryPath } from './registry.ts';
import { parseRegistryDocument, type RegistryDocument } from './registry-document.ts';
import { readRegistryBytes } from './registry-bytes.ts';
import { type KeyFault, type RegistryIssue, toRegistryError } from './registry-issue.ts';
import { unsupportedInClient, unsupportedInDaemon, unsupportedInServer } from './unsupported.ts';

/** A registry that may come into force. */
export interface CheckedRegistry {
  readonly lmcp: DaemonSettings;
  readonly clients: ReadonlyMap<string, ClientEntry>;
  readonly servers: ReadonlyMap<string, ServerEntry>;
  /** Server entries that were refused, with the reason; the rest is good. */
  readonly broken: ReadonlyMap<string, WireError>;
}

/** A document that passed, with what it means. */
export interface LoadedRegistry {
  readonly document: RegistryDocument;
  readonly checked: CheckedRegistry;
}

/** Everything but the servers, which are judged one by one. */
const registryWithoutServers = registryFile
  .omit({ servers: true })
  .extend({ servers: z.record(z.string(), z.unknown()).default({}) });

/** Reads and checks a registry file without putting it in force. @throws AppError as `checkRegistry`. */
export async function readRegistryFile(file: string): Promise<CheckedRegistry> {
  return checkRegistry(parseRegistryDocument(file, await readRegistryBytes(file)));
}

/**
 * The whole judgement of one document. A bad server entry only breaks that server.
 * @throws AppError `registry_invalid` or `not_supported_yet` with file, line, column and reason for anything else.
 */
export function checkRegistry(document: RegistryDocument): CheckedRegistry {
  const written = withoutEmptySections(document.data);
  const parsed = parseSection(document, registryWithoutServers, written, []);
  if (!parsed.ok) throw toRegistryError(document.file, parsed.issues);
  const { lmcp, clients, servers } = parsed.value;
  const unsupported = [
    ...unsupportedInDaemon(lmcp),
    ...Object.entries(clients).flatMap(([id, entry]) => unsupportedInClient(id, entry)),
  ];
  if (unsupported.length > 0) {
    throw toRegistryError(document.file, toIssues(document, 'not_supported_yet', unsupported));
  }
  const good = new Map<string, ServerEntry>();
  const broken = new Map<string, WireError>();
  for (const [id, entry] of Object.entries(servers)) {
    const result = checkServer(document, id, entry);
    if ('issues' in result) broken.set(id, toWire(toRegistryError(document.file, result.issues)));
    else good.set(id, result.entry);
  }
  return {
    lmcp: normaliseDaemon(lmcp, isRecord(written) ? written.lmcp : undefined),
    clients: new Map(Object.entries(clients).map(([id, entry]) => [id, normaliseClient(entry)])),
    servers: good,
    broken,
  };
}

function checkServer(
  document: RegistryDocument,
  id: string,
  written: unknown,
): { entry: ServerEntry } | { issues: RegistryIssue[] } {
  const path: RegistryPath = ['servers', id];
  const name = identifier.safeParse(id);
  if (!name.success) {
    const reason = name.error.issues[0]?.message ?? 'not a server id';
    const place = document.placeOf(path, true);
    return { issues: [{ code: 'registry_invalid', path, reason, ...place }] };
  }
  if (isRecord(written) && written.transport === 'external') {
    const unsupported = [{ path: [...path, 'transport'], reason: 'external is not supported yet' }];
    return { issues: toIssues(document, 'not_supported_yet', unsupported) };
  }
  const parsed = parseSection(document, serverEntry, withoutEmptyKeys(written), path);
  if (!parsed.ok) return { issues: parsed.issues };
  const issues = [
    ...toIssues(document, 'not_supported_yet', unsupportedInServer(id, parsed.value)),
    ...toIssues(document, 'registry_invalid', badReferences(id, parsed.value)),
  ];
  return issues.length > 0 ? { issues } : { entry: normaliseServer(parsed.value) };
}

function badReferences(id: string, entry: ServerEntry): KeyFault[] {
  return referenceStrings(entry).flatMap(({ path, text }) => {
    const parts = parseReferences(text);
    return Array.isArray(parts) ? [] : [{ path: ['servers', id, ...path], reason: parts.reason }];
  });
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
  ];
}

function toIssues(
  document: RegistryDocument,
  code: RegistryIssue['code'],
  found: readonly KeyFault[],
): RegistryIssue[] {
  return found.map(({ path, reason }) => ({ code, path, reason, ...document.placeOf(path, true) }));
}

/** `clients:` with nothing after it is an empty section, as in the original LMCP; so is `vscode:` below it. */
function withoutEmptySections(data: unknown): unknown {
  if (!isRecord(data)) return data;
  return Object.fromEntries(
    Object.entries(data)
      .filter(([, section]) => section !== null)
      .map(([name, section]) => {
        if (name === 'lmcp') return [name, withoutEmptyKeys(section)];
        if (name !== 'clients' || !isRecord(section)) return [name, section];
        const entries = Object.entries(section).map(([id, entry]) => [id, withoutEmptyKeys(entry)]);
        return [name, Object.fromEntries(entries)];
      }),
  );
}
