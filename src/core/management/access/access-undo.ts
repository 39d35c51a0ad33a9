import type { AccessEdit } from '../../../shared/contract-access.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ClientEntry } from '../../../shared/registry-client.ts';
import { readRegistryText } from '../../registry/check-registry.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import type { HistoryEntry } from '../../state/history.ts';

/**
 * The edits that give the clients and servers of today the access that they had then. Who or what is gone is named, and who
 * came later keeps its access.
 * @throws AppError `unknown_name` for a revision whose text was not kept or cannot be read any more.
 */
export function editsBackTo(
  entry: HistoryEntry | undefined,
  now: RegistrySnapshot,
): { edits: AccessEdit[]; skipped: string[] } {
  const then = clientsOf(entry);
  const edits: AccessEdit[] = [];
  const skipped = new Set<string>();
  const exists = (server: string) => now.servers.has(server) || now.broken.has(server);
  for (const [client, before] of then) {
    const current = now.clients.get(client);
    if (current === undefined) {
      skipped.add(`client ${client}`);
      continue;
    }
    for (const server of new Set([...before.allow_servers, ...current.allow_servers])) {
      const granted = before.allow_servers.includes(server);
      if (granted && !exists(server)) skipped.add(`server ${server}`);
      else edits.push(...editOf(client, server, granted, before, current));
    }
  }
  return { edits, skipped: [...skipped] };
}

function editOf(
  client: string,
  server: string,
  granted: boolean,
  before: ClientEntry,
  current: ClientEntry,
): AccessEdit[] {
  const wasGranted = current.allow_servers.includes(server);
  const rules = before.tools[server] ?? null;
  const same = JSON.stringify(rules) === JSON.stringify(current.tools[server] ?? null);
  if (granted === wasGranted && (same || !granted)) return [];
  return [
    {
      client,
      server,
      ...(granted === wasGranted ? {} : { granted }),
      ...(same || !granted ? {} : { tools: rules }),
    },
  ];
}

function clientsOf(entry: HistoryEntry | undefined): ReadonlyMap<string, ClientEntry> {
  if (entry === undefined || entry.text === null)
    throw new AppError('unknown_name', 'That revision of the registry was not kept');
  try {
    return readRegistryText(`revision ${entry.revision}`, entry.text).clients;
  } catch (cause) {
    throw new AppError('unknown_name', 'That revision of the registry cannot be read any more', {
      cause,
    });
  }
}
