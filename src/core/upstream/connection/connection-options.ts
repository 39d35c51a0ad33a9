import type { AuditEvent } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { ResolvedServer } from '../../registry/registry.ts';
import type { ServerListing } from '../definitions/server-listing.ts';
import type { EraNote } from '../era-memory.ts';

/** What every transport's connection is made of. */
export interface ConnectionOptions {
  serverId: string;
  launchKey: string;
  /** Serves every client; otherwise one client or session alone. */
  shared: boolean;
  /** JSON of the capabilities to tell at a start by a request that declares none. */
  accepted: () => Uint8Array;
  /** It left the pool: whoever still holds it is refused, and it never starts again. */
  isRetired: () => boolean;
  /** Reads the entry with its secrets: called at each start, never kept. @throws AppError when a reference is unreadable or the server is gone. */
  resolve: () => Promise<ResolvedServer>;
  /** The first reading; its tools/list proved the server ready. */
  onListing: (listing: ServerListing) => void;
  /** The server told something that belongs to no call. */
  onNotification: (method: string, params: Uint8Array | null) => void;
  onStateChanged: () => void;
  onEvent: (event: AuditEvent) => void;
  era: EraNote;
  clock: Clock;
  log: Logger;
  /** How we name ourselves in `initialize`. */
  identity: ClientIdentity;
}

export interface ClientIdentity {
  name: string;
  version: string;
}
