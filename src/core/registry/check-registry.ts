import { z } from 'zod';
import { toWire, type WireError } from '../../shared/errors.ts';
import { registryFile } from '../../shared/registry.ts';
import type { ClientEntry } from '../../shared/registry-client.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { ServerEntry } from '../../shared/registry-server.ts';
import { checkServer } from './check-server.ts';
import { normaliseClient, normaliseDaemon, withoutEmptyKeys } from './normalise.ts';
import { isRecord, parseSection } from './parse-section.ts';
import { readRegistryBytes } from './registry-bytes.ts';
import { locateFaults, parseRegistryDocument, type RegistryDocument } from './registry-document.ts';
import { toRegistryError } from './registry-issue.ts';
import { unsupportedInClient, unsupportedInDaemon } from './unsupported.ts';

/** A registry that may come into force. */
export interface CheckedRegistry {
  readonly lmcp: DaemonSettings;
  readonly clients: ReadonlyMap<string, ClientEntry>;
  readonly servers: ReadonlyMap<string, ServerEntry>;
  /** Server entries that were refused, with the reason; the rest is good. */
  readonly broken: ReadonlyMap<string, WireError>;
}

/** A text that passed, with what it means. The syntax tree is not kept: it takes a hundred times the text. */
export interface LoadedRegistry {
  readonly text: string;
  /** SHA-256 (hex) of the file's bytes. */
  readonly sha256: string;
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

/** The same for a text that was kept. `name` stands for the file in what is thrown. */
export function readRegistryText(name: string, text: string): CheckedRegistry {
  return checkRegistry(parseRegistryDocument(name, Buffer.from(text)));
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
    throw toRegistryError(document.file, locateFaults(document, 'not_supported_yet', unsupported));
  }
  const ids = new Set(Object.keys(servers));
  const good = new Map<string, ServerEntry>();
  const broken = new Map<string, WireError>();
  for (const [id, entry] of Object.entries(servers)) {
    const result = checkServer(document, id, entry, ids);
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
