import { connect, type Socket } from 'node:net';
import type { Send } from '../../../shared/client.ts';
import { eventContract, type ManagementEvent } from '../../../shared/contract-events.ts';
import { isErrorCode } from '../../../shared/error-table.ts';
import { AppError, type Reply } from '../../../shared/errors.ts';
import type { EventName } from '../../../shared/event-names.ts';
import type { EngineFile } from './engine-file.ts';
import { createLineReader } from './line-reader.ts';
import { confirmation, greeting, isProof, makeChallenge, makeProof } from './proof.ts';
import { handshakeLineBytes, parseFrame, requestLineBytes, socketMessage } from './socket-frame.ts';

/** A proven connection to a running engine. */
export interface SocketClient {
  readonly send: Send;
  /** Resolves once the engine has accepted; events then come until `close`. */
  subscribe(names: readonly EventName[], listener: (event: ManagementEvent) => void): Promise<void>;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

const handshakeMs = 5_000;
/** Replies are as large as what was asked for: an audit page, a log. */
const replyLineBytes = 64 * requestLineBytes;

/** @throws AppError `unreachable` when nobody answers there, or who answers cannot prove to be the engine. */
export async function connectSocket(file: EngineFile): Promise<SocketClient> {
  const socket = connect(file.socket);
  const waiting = new Map<number, (reply: Reply<unknown>) => void>();
  const listeners: ((event: ManagementEvent) => void)[] = [];
  const proof = { done: false, expected: '' };
  let nextId = 1;

  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const proven = new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      socket.destroy();
      reject(new AppError('unreachable', why));
    };
    socket.setTimeout(handshakeMs, () => {
      if (!proof.done) fail('The engine did not answer the handshake');
    });
    socket.once('error', () => fail('Nothing answers on the engine’s socket'));
    socket.once('close', () => fail('The engine closed the connection'));
    const onLine = (line: string) => {
      if (proof.done) receive(line, waiting, listeners, socket);
      else if (proof.expected === '') proof.expected = answerGreeting(line, file.key, socket, fail);
      else if (isConfirmed(line, proof.expected)) {
        proof.done = true;
        socket.setTimeout(0);
        resolve();
      } else fail('Whoever holds the engine’s socket cannot prove to be the engine');
    };
    socket.on(
      'data',
      createLineReader({
        maxBytes: () => (proof.done ? replyLineBytes : handshakeLineBytes),
        onLine,
        onOverflow: () => fail('The engine’s answer is too long'),
      }),
    );
  });
  await proven;

  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    const error = { code: 'unreachable', message: 'The engine closed the connection' } as const;
    const hint = 'Start it with `lmcp serve`.';
    for (const settle of waiting.values()) settle({ ok: false, error: { ...error, hint } });
    waiting.clear();
  });
  const ask = (request: Record<string, unknown>) =>
    new Promise<Reply<unknown>>((resolve, reject) => {
      if (!socket.writable) {
        reject(new AppError('unreachable', 'The engine closed the connection'));
        return;
      }
      const id = nextId++;
      waiting.set(id, resolve);
      socket.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  return {
    send: (method, input) => ask({ method, input }),
    subscribe: async (names, listener) => {
      listeners.push(listener);
      const reply = await ask({ subscribe: names });
      if (!reply.ok) throw new AppError(reply.error.code, reply.error.message);
    },
    closed,
    close: () => void socket.end(() => socket.destroy()),
  };
}

/** Sends our own proof and returns the one that the engine must answer with. */
function answerGreeting(
  line: string,
  key: string,
  socket: Socket,
  fail: (why: string) => void,
): string {
  const given = parseFrame(greeting, line);
  if (given === undefined) {
    fail('Whoever holds the engine’s socket is not an engine');
    return '';
  }
  const engine = given.challenge;
  const command = makeChallenge();
  const own = { challenge: command, proof: makeProof(key, 'command', engine, command) };
  socket.write(`${JSON.stringify(own)}\n`);
  return makeProof(key, 'engine', engine, command);
}

function isConfirmed(line: string, expected: string): boolean {
  const given = parseFrame(confirmation, line);
  return given !== undefined && isProof(given.proof, expected);
}

function receive(
  line: string,
  waiting: Map<number, (reply: Reply<unknown>) => void>,
  listeners: readonly ((event: ManagementEvent) => void)[],
  socket: Socket,
): void {
  const message = parseFrame(socketMessage, line);
  if (message === undefined) {
    socket.destroy();
    return;
  }
  if ('event' in message) {
    const event = parseEvent(message.event, message.data);
    if (event !== undefined) for (const listener of listeners) listener(event);
    return;
  }
  const { id, reply } = message;
  waiting.get(id)?.(reply.ok ? reply : { ok: false, error: toKnown(reply.error) });
  waiting.delete(id);
}

/** A newer engine may announce what this command does not know: that is passed over. */
function parseEvent(event: string, data: unknown): ManagementEvent | undefined {
  if (!Object.hasOwn(eventContract, event)) return undefined;
  const name = event as EventName;
  const parsed = eventContract[name].safeParse(data);
  return parsed.success ? ({ event: name, data: parsed.data } as ManagementEvent) : undefined;
}

function toKnown(error: {
  code: string;
  message: string;
  hint: string;
  data?: Record<string, unknown> | undefined;
}) {
  return {
    code: isErrorCode(error.code) ? error.code : ('internal' as const),
    message: error.message,
    hint: error.hint,
    ...(error.data === undefined ? {} : { data: error.data }),
  };
}
