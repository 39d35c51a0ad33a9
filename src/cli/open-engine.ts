import { readEngineFile } from '../core/management/socket/engine-file.ts';
import { connectSocket, type SocketClient } from '../core/management/socket/socket-client.ts';
import { createApi } from '../shared/client.ts';
import { AppError } from '../shared/errors.ts';
import type { CommandHost } from './command-host.ts';
import type { EngineConnection } from './engine-connection.ts';
import type { Places } from './places.ts';
import type { Terminal } from './terminal.ts';

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
