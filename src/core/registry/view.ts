import type { WireError } from '../../shared/errors.ts';
import { maskClient, maskDaemon, maskServer } from './masked-entry.ts';
import type { RegistrySnapshot } from './snapshot.ts';

/** The registry in force as it may be shown and exported: it holds no secret. */
export interface RegistryView {
  readonly revision: number;
  readonly sha256: string;
  readonly lmcp: Readonly<Record<string, unknown>>;
  readonly clients: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly broken: Readonly<Record<string, WireError>>;
}

/** Env and header values read `set` or `empty`; see `maskServer` for what else is hidden. */
export function viewRegistry(snapshot: RegistrySnapshot): RegistryView {
  return {
    revision: snapshot.revision,
    sha256: snapshot.sha256,
    lmcp: maskDaemon(snapshot.lmcp),
    clients: mapValues(snapshot.clients, maskClient),
    servers: mapValues(snapshot.servers, maskServer),
    broken: mapValues(snapshot.broken, (fault) => fault),
  };
}

function mapValues<T, U>(values: ReadonlyMap<string, T>, show: (value: T) => U): Record<string, U> {
  return Object.fromEntries([...values].map(([id, value]) => [id, show(value)]));
}
