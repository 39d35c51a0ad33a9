import { readEngineFile } from '../core/management/engine-file.ts';
import { connectSocket, type SocketClient } from '../core/management/socket-client.ts';
import { createApi } from '../shared/client.ts';
import type { Api } from '../shared/contract.ts';
import type { ManagementEvent } from '../shared/contract-events.ts';
import { AppError } from '../shared/errors.ts';
import type { EventName } from '../shared/event-names.ts';
import type { CommandHost } from './command-host.ts';
import type { Places } from './places.ts';
import type { Terminal } from './terminal.ts';

/** An engine that answers, wherever it is. */
export interface EngineConnection {
  readonly api: Api;
  subscribe(names: readonly EventName[], listener: (event: ManagementEvent) => void): Promise<void>;
  /** Resolves when a running engine has gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** @throws AppError `unreachable` where an engine is wanted and none answers, or one holds the files and does not answer. */
export async function openEngine(
  places: Places,
  terminal: Terminal,
  live: boolean,
  host: CommandHost,
): Promise<EngineConnection> {
  const running = await findRunning(places.dataDir);
  if (running !== null) return running;
  if (live) throw new AppError('unreachable', `No engine runs on ${places.dataDir}`);
  return host.openFiles(places, terminal);
}

/** The engine that runs on this data directory, or null. */
export async function findRunning(dataDir: string): Promise<EngineConnection | null> {
  const client = await connectRunning(dataDir);
  if (client === null) return null;
  return {
    api: createApi(client.send),
    subscribe: client.subscribe,
    closed: client.closed,
    close: async () => client.close(),
  };
}

/** A proven connection, or null where none has left a trace that still answers. */
async function connectRunning(dataDir: string): Promise<SocketClient | null> {
  const file = await readEngineFile(dataDir);
  if (file === null) return null;
  try {
    return await connectSocket(file);
  } catch (error) {
    // Left behind by an engine that was killed: the lock decides whether one is there.
    if (error instanceof AppError && error.code === 'unreachable') return null;
    throw error;
  }
}
