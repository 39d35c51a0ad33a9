import type { ServerEntry } from '../../../shared/registry-server.ts';
import type { ClientIdentity, ConnectionOptions } from '../connection/connection-options.ts';
import type { NotificationListener } from '../connection.ts';
import type { ServerListing } from '../definitions/server-listing.ts';
import { type EraMemory, EraNote } from '../era-memory.ts';
import { acceptedCapabilities } from './accepted-capabilities.ts';
import { type ConnectionScope, launchFingerprint, launchKey } from './launch-key.ts';
import { LogNotes } from './log-notes.ts';
import { makeConnection, type TransportOptions } from './make-connection.ts';
import type { ServerLogs } from './server-logs.ts';
import type { Slot, Slots } from './slots.ts';

export interface SlotOptions
  extends TransportOptions,
    Pick<ConnectionOptions, 'clock' | 'log' | 'onEvent'> {
  identity: ClientIdentity;
  eras: EraMemory;
  logs: ServerLogs;
  vacated: Slots['vacated'];
  onListing: (serverId: string, listing: ServerListing) => void;
  onNotification: NotificationListener;
  onStateChanged: (serverId: string) => void;
}

/**
 * A stopped connection of this server with its place in the pool, where it is not yet.
 * @param owner empty for the shared connection, whose scope is null.
 */
export function openSlot(
  options: SlotOptions,
  serverId: string,
  entry: ServerEntry,
  owner: string,
  scope: ConnectionScope | null,
): Slot {
  const { registry, clock, log, identity } = options;
  const notes = new LogNotes(options.logs.of(serverId));
  const common: ConnectionOptions = {
    serverId,
    launchKey: launchKey(serverId, entry, owner),
    shared: owner === '',
    accepted: () => acceptedCapabilities(registry.current, serverId, entry, scope),
    era: new EraNote(options.eras, serverId, launchKey(serverId, entry, '')),
    isRetired: () => slot.retired,
    resolve: async () => {
      if (entry.transport === 'stdio') await options.vacated(serverId, owner);
      return registry.resolve(serverId);
    },
    onListing: (listing) => options.onListing(serverId, listing),
    onNotification: (method, params) => options.onNotification(slot.connection, method, params),
    onStateChanged: () => {
      notes.state(slot.connection.status());
      options.onStateChanged(serverId);
    },
    onEvent: (event) => {
      notes.event(event);
      options.onEvent(event);
    },
    clock,
    log,
    identity,
  };
  const connection = makeConnection(options, entry, common, notes.log);
  const fingerprint = launchFingerprint(entry);
  const slot: Slot = { serverId, owner, fingerprint, connection, retired: false };
  return slot;
}
