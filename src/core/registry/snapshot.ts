import type { WireError } from '../../shared/errors.ts';
import type { ClientEntry } from '../../shared/registry-client.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { ServerEntry } from '../../shared/registry-server.ts';

/** One registry as it is in force: frozen, with a revision that grows by one at each change. */
export interface RegistrySnapshot {
  readonly revision: number;
  /** SHA-256 (hex) of the file's bytes. */
  readonly sha256: string;
  readonly lmcp: DaemonSettings;
  readonly clients: ReadonlyMap<string, ClientEntry>;
  readonly servers: ReadonlyMap<string, ServerEntry>;
  /** Server entries that could not be read: they are disabled, the rest is in force. */
  readonly broken: ReadonlyMap<string, WireError>;
}

export interface RegistryChange {
  readonly before: RegistrySnapshot;
  readonly after: RegistrySnapshot;
  readonly clients: { added: string[]; changed: string[]; removed: string[] };
  readonly servers: { added: string[]; changed: string[]; removed: string[] };
  readonly lmcp: string[];
}
