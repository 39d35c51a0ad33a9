import { createApi } from '../shared/client.ts';
import { AppError } from '../shared/errors.ts';
import type { EngineConnection } from './engine-connection.ts';
import { createHostApp } from './host-app.ts';
import type { Places } from './places.ts';
import type { Terminal } from './terminal.ts';

/** The engine's own rooms without its doors: one lock, one dispatch, one audit log, whoever works on the files. */
export async function openFiles(places: Places, terminal: Terminal): Promise<EngineConnection> {
  const app = await createHostApp(places, terminal, {
    // Lines go to the log file; what failed is told by the command itself.
    writeLog: () => undefined,
    onShutdown: () => undefined,
  }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'already_running') throw error;
    throw new AppError('unreachable', `${error.message}, but it does not answer on its socket`, {
      hint: 'Stop that process, then try again.',
      cause: error,
    });
  });
  const aborted = new AbortController();
  const operator = { actor: { type: 'operator', door: 'file' }, signal: aborted.signal } as const;
  const { dispatch, events } = app.management;
  const { promise: closed, resolve: tellClosed } = Promise.withResolvers<void>();
  return {
    api: createApi((method, input) => dispatch(method, input, operator)),
    subscribe: async (names, listener) => void events.subscribe(names, listener),
    closed,
    close: async () => {
      aborted.abort();
      await app.stop();
      tellClosed();
    },
  };
}
