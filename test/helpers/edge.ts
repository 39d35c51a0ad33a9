import { EventEmitter, once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditThreads } from '../../src/core/audit/threads.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { prepareDataDir } from '../../src/core/data-paths.ts';
import {
  createGateway,
  type Gateway,
  type GatewayOptions,
} from '../../src/core/gateway/edge/http.ts';
import type { HttpLimits } from '../../src/core/gateway/edge/http-limits.ts';
import type { Dispatch, Exchange } from '../../src/core/gateway/exchange/exchange.ts';
import { unknownClient } from '../../src/core/gateway/message/client-facts.ts';
import { openRooms, type Rooms } from '../../src/core/open-rooms.ts';
import type { RegistryInput } from '../../src/shared/registry.ts';
import { LogRecorder } from './log-recorder.ts';
import { type RawAnswer, rawRequest } from './raw-connection.ts';

/** The HTTP edge over real rooms; behind it a dispatch that counts and answers by itself. */
export interface TestEdge {
  readonly gateway: Gateway;
  readonly rooms: Rooms;
  readonly directory: string;
  readonly port: number;
  readonly log: LogRecorder;
  /** Methods that got past the edge, in order. */
  readonly dispatched: string[];
  /** Reasons with which exchanges of `wait` were aborted. */
  readonly aborted: unknown[];
  readonly tokens: { readonly a: string; readonly b: string };
  /** Header lines of a good POST by client a. */
  head(more?: HeaderChanges): string;
  /** A whole POST; null removes a header. */
  bytes(body: string | Buffer, more?: HeaderChanges, target?: string): Buffer;
  /** Sends it on a connection of its own. */
  post(body: string | Buffer, more?: HeaderChanges, target?: string): Promise<RawAnswer>;
  /** Waits until so many messages with this method got past the edge. */
  until(method: string, count?: number): Promise<void>;
  /** The exact lines of a head, then a body. */
  raw(lines: readonly string[], body?: string): Promise<RawAnswer>;
  /** Runs it and throws when anything got past the edge. */
  undisturbed<T>(run: () => Promise<T>): Promise<T>;
  /** Lets every `wait` that is open end by itself. */
  release(): void;
  /** A session of the token's client. */
  session(token?: string): Promise<string>;
  /** The durable rows of this kind, oldest first. */
  rows(kind: string): Row[];
  close(): Promise<void>;
}

/** Added to the usual headers, or in place of them; null leaves one out. */
export type HeaderChanges = Readonly<Record<string, string | null>>;

export interface Row {
  readonly seq: number;
  readonly kind: string;
  readonly client?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly [key: string]: unknown;
}

export interface TestEdgeOptions {
  limits?: Partial<HttpLimits>;
  clock?: Clock;
  lmcp?: RegistryInput['lmcp'];
  clients?: RegistryInput['clients'];
  management?: GatewayOptions['management'];
}

export const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
export const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 't', version: '1' },
  },
});

/** Opens it on any free port, with the clients a and b and a token for each. */
export async function openEdge(options: TestEdgeOptions = {}): Promise<TestEdge> {
  const directory = await mkdtemp(join(tmpdir(), 'lmcp-edge-'));
  await chmod(directory, 0o700);
  const registryPath = join(directory, 'registry.yaml');
  const file = {
    version: 1,
    lmcp: { port: 0, ...options.lmcp },
    clients: { a: {}, b: {}, ...options.clients },
  };
  await writeFile(registryPath, JSON.stringify(file), { mode: 0o600 });
  const clock = options.clock ?? systemClock;
  const log = new LogRecorder();
  const rooms = await openRooms({
    paths: prepareDataDir(join(directory, 'data')),
    registryPath,
    env: {},
    allowKeyFile: true,
    threads: auditThreads(),
    clock,
    log,
  });
  const rows: Row[] = [];
  rooms.audit.subscribe((group) => {
    rows.push(...group.newest().map(({ seq, body }) => ({ seq, ...JSON.parse(body) })));
  });
  const dispatched: string[] = [];
  const aborted: unknown[] = [];
  const releases = new EventEmitter();
  const gateway: Gateway = createGateway({
    ...rooms,
    clock,
    log,
    dispatch: (exchange, root, body) => answer(exchange, root, body),
    onSessionEnded: () => undefined,
    onStreamOpened: () => undefined,
    probes: {
      health: () => ({ ok: true }),
      status: (detailed) => ({ detailed }),
      describe: (detailed) => ({ detailed }),
      serverCheck: async (client) => ({ client }),
    },
    ...(options.management === undefined ? {} : { management: options.management }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const answer = createAnswers(() => gateway, dispatched, aborted, releases);
  const { port } = await gateway.listen();
  const a = (await rooms.tokens.mintClient('a', {})).token;
  const b = (await rooms.tokens.mintClient('b', {})).token;
  const head = (more: HeaderChanges = {}) => {
    const headers: Record<string, string | null> = {
      Host: `127.0.0.1:${port}`,
      Authorization: `Bearer ${a}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      ...more,
    };
    return Object.entries(headers)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  };
  const bytes: TestEdge['bytes'] = (body, more, target) => postBytes(head(more), body, target);
  const post: TestEdge['post'] = (body, more, target) =>
    rawRequest(port, bytes(body, more, target));
  return {
    gateway,
    rooms,
    directory,
    port,
    log,
    dispatched,
    aborted,
    tokens: { a, b },
    head,
    bytes,
    post,
    until: async (method, count = 1) => {
      while (dispatched.filter((name) => name === method).length < count) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    raw: (lines, body = '') => rawRequest(port, `${lines.join('\r\n')}\r\n\r\n${body}`),
    undisturbed: async (run) => {
      const before = dispatched.length;
      const result = await run();
      const passed = dispatched.slice(before);
      if (passed.length > 0) throw new Error(`dispatched: ${passed}`);
      return result;
    },
    release: () => void releases.emit('release'),
    session: async (token = a) => {
      const opened = await post(initialize, { Authorization: `Bearer ${token}` });
      return opened.headers.get('mcp-session-id') ?? '';
    },
    rows: (kind) => rows.filter((row) => row.kind === kind),
    close: async () => {
      await gateway.close(0);
      await rooms.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function postBytes(head: string, body: string | Buffer, target = '/mcp'): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(`POST ${target} HTTP/1.1\r\n${head}Content-Length: ${bytes.length}\r\n\r\n`),
    bytes,
  ]);
}

/** initialize, wait (until aborted or released), flood (endless notifications), progress; any other method gets its params back. */
function createAnswers(
  gateway: () => Gateway,
  dispatched: string[],
  aborted: unknown[],
  releases: EventEmitter,
): Dispatch {
  return async (exchange, root, body) => {
    const message = JSON.parse(Buffer.from(body).toString());
    dispatched.push(message.method ?? 'response');
    if (message.id === undefined) {
      exchange.accept();
      return;
    }
    const params = root.members?.get('params');
    const echoed =
      params === undefined ? Buffer.from('{}') : body.subarray(params.start, params.end);
    const head = Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":`);
    const headers: Record<string, string> = {};
    if (message.method === 'initialize') headers['Mcp-Session-Id'] = open(gateway(), exchange);
    if (message.method === 'wait') {
      const { signal } = exchange.abort;
      const gone = new Promise<void>((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      await Promise.race([gone, once(releases, 'release')]);
      if (signal.aborted) aborted.push(signal.reason);
    }
    if (message.method === 'flood') {
      await flood(exchange);
      dispatched.push('flood ended');
    }
    if (message.method === 'progress') exchange.notify(twoLines);
    exchange.respond([head, echoed, Buffer.from('}')], { headers });
  };
}

const twoLines = Buffer.from('{"jsonrpc":"2.0",\r\n"method":"notifications/progress"}');

function open(gateway: Gateway, { caller, route }: Exchange): string {
  const { clientId, tokenId } = caller;
  return gateway.sessions.open({ clientId, tokenId, client: unknownClient, route }).id;
}

async function flood(exchange: Exchange): Promise<void> {
  const block = Buffer.alloc(262_144, 0x20);
  while (exchange.connected) {
    exchange.notify(block);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The JSON-RPC code of an error answer. */
export function rpcCode(answer: RawAnswer): unknown {
  return JSON.parse(answer.body).error.code;
}
