import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { AppError, type Reply, toWire } from '../../../shared/errors.ts';
import { isEventName } from '../../../shared/event-names.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Dispatch } from '../dispatch.ts';
import type { ManagementEvents } from '../events.ts';
import { removeEngineFile, writeEngineFile } from './engine-file.ts';
import { createLineReader } from './line-reader.ts';
import { answer, isProof, keyBytes, makeChallenge, makeProof } from './proof.ts';
import { makeSocketAddress } from './socket-address.ts';
import { handshakeLineBytes, parseFrame, requestLineBytes, socketRequest } from './socket-frame.ts';

export interface ManagementSocket {
  /** Path of the socket, or name of the pipe. */
  readonly path: string;
  close(): Promise<void>;
}

export interface SocketOptions {
  dataDir: string;
  /** The /mcp endpoint, for the engine file. */
  url: string;
  dispatch: Dispatch;
  events: ManagementEvents;
  clock: Clock;
  log: Logger;
}

const handshakeMs = 5_000;
const lingerMs = 1_000;
const maxConnections = 64;
/** A subscriber that reads this slowly is cut off: its backlog must not become the engine's memory. */
const maxBacklogBytes = 67_108_864;

/** Opens the local door (TR-27) and writes the engine file that names it. */
export async function openManagementSocket(options: SocketOptions): Promise<ManagementSocket> {
  const { dataDir, url, log } = options;
  const key = randomBytes(keyBytes).toString('hex');
  const address = makeSocketAddress(dataDir, process.platform);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serveConnection(socket, key, options);
  });
  server.maxConnections = maxConnections;
  await listenPrivately(server, address.path);
  server.on('error', (error) => log.error('management.socket', { error: error.message }));
  try {
    await writeEngineFile(dataDir, { pid: process.pid, socket: address.path, key, url });
  } catch (error) {
    // A door that nobody can find is not left open: in the app it would outlive this engine.
    server.close();
    address.remove();
    throw error;
  }
  return {
    path: address.path,
    close: async () => {
      await removeEngineFile(dataDir, key);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // `end` lets replies that are already written reach the other side, if it still reads.
      for (const socket of open) socket.end(() => socket.destroy());
      const timer = options.clock.after(lingerMs, () => {
        for (const socket of open) socket.destroy();
      });
      await closed;
      timer.cancel();
      address.remove();
    },
  };
}

/** Created under umask 0077, not changed afterwards: there is no moment at which others could connect. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o077);
    try {
      // For a path, Node binds before listen() returns.
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

function serveConnection(socket: Socket, key: string, options: SocketOptions): void {
  const gone = new AbortController();
  const challenge = makeChallenge();
  const operator = {
    actor: { type: 'operator', door: 'socket' },
    signal: gone.signal,
  } as const;
  let proven = false;
  const timer = options.clock.after(handshakeMs, () => {
    if (!proven) socket.destroy();
  });
  const send = (message: unknown) => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };

  const prove = (line: string) => {
    const given = parseFrame(answer, line);
    const expected = makeProof(key, 'command', challenge, given?.challenge ?? '');
    if (given === undefined || !isProof(given.proof, expected)) {
      options.log.warn('management.socket.refused');
      socket.destroy();
      return;
    }
    proven = true;
    timer.cancel();
    send({ proof: makeProof(key, 'engine', challenge, given.challenge) });
  };

  const subscribe = (names: readonly string[]): Reply<unknown> => {
    const known = names.filter(isEventName);
    if (known.length !== names.length || known.length === 0) {
      const error = new AppError('invalid_input', 'subscribe: unknown event name');
      return { ok: false, error: toWire(error) };
    }
    const unsubscribe = options.events.subscribe(known, (event) => {
      if (socket.writableLength > maxBacklogBytes) socket.destroy();
      else send(event);
    });
    socket.once('close', unsubscribe);
    return { ok: true, value: {} };
  };

  const handle = async (line: string) => {
    const request = parseFrame(socketRequest, line);
    if (request === undefined) {
      socket.destroy();
      return;
    }
    const { id } = request;
    if ('subscribe' in request) send({ id, reply: subscribe(request.subscribe) });
    else send({ id, reply: await options.dispatch(request.method, request.input, operator) });
  };

  socket.on(
    'data',
    createLineReader({
      maxBytes: () => (proven ? requestLineBytes : handshakeLineBytes),
      onLine: (line) => {
        if (!socket.writable) return;
        if (proven) void handle(line);
        else prove(line);
      },
      onOverflow: () => socket.destroy(),
    }),
  );
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    timer.cancel();
    gone.abort(new AppError('unreachable', 'The command left'));
  });
  send({ lmcp: 1, challenge });
}
