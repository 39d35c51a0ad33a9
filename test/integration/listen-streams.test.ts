import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../helpers/fake-clock.ts';
import { createRigs } from '../helpers/upstream-rig.ts';

/** The one stream of news of a stateless server over HTTP, asked for anew while the one before is still on its way. */
const rigs = createRigs();
const anyone = { clientId: 'tester', sessionId: null };

let server: Server;
/** Every `subscriptions/listen` that arrived, oldest first. */
let listens: { response: ServerResponse; isOpen: () => boolean; acknowledge: () => void }[];

const results: Readonly<Record<string, unknown>> = {
  'server/discover': {
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: { listChanged: true }, resources: { subscribe: true } },
  },
  'tools/list': { tools: [] },
  'resources/list': { resources: [] },
  'resources/templates/list': { resourceTemplates: [] },
};

beforeEach(async () => {
  listens = [];
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await rigs.closeAll();
  server.closeAllConnections();
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { id, method } = JSON.parse(Buffer.concat(chunks).toString());
  if (method !== 'subscriptions/listen') {
    const result = { resultType: 'complete', ...Object(results[method]) };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  const message = { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged' };
  listens.push({
    response,
    isOpen: () => !response.destroyed,
    acknowledge: () => response.write(`data: ${JSON.stringify(message)}\n\n`),
  });
}

/** A server that is ready and has acknowledged its stream; `subscribe` asks for another one. */
async function open() {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/mcp`;
  const clock = new FakeClock();
  const { pool } = await rigs.open({ servers: { modern: { transport: 'http', url } }, clock });
  const connection = pool.get('modern', anyone);
  await connection.start();
  const listen = async (index: number) => {
    await expect.poll(() => listens.length).toBeGreaterThan(index);
    const found = listens[index];
    if (found === undefined) throw new Error(`no listen ${index}`);
    return found;
  };
  const subscribe = (uri: string) => {
    const params = [Buffer.from(JSON.stringify({ uri }))];
    const { signal } = new AbortController();
    const request = { method: 'resources/subscribe', params, timeoutMs: 5_000, signal };
    connection.request(request).catch(() => undefined);
  };
  (await listen(0)).acknowledge();
  const roundTrip = () => fetch(url, { method: 'POST', body: '{"id":1,"method":"ping"}' });
  /** After longer than a stream that was cut waits before it is asked for again. */
  const later = async () => {
    await roundTrip();
    await clock.advanceAsync(2_000);
    await roundTrip();
  };
  return { pool, listen, subscribe, later };
}

describe('a stream of news that is replaced', () => {
  it('SU-5: is closed by a stop as well, though the new one never came', async () => {
    const { pool, listen, subscribe, later } = await open();
    subscribe('memo://1');
    await listen(1);
    await pool.stopServer('modern', 'Stopped by hand');
    await later();
    expect(listens.map(({ isOpen }) => isOpen())).toEqual([false, false]);
  });

  it('is closed when a later one than the next comes first', async () => {
    const { listen, subscribe, later } = await open();
    subscribe('memo://1');
    const second = await listen(1);
    subscribe('memo://2');
    (await listen(2)).acknowledge();
    await expect.poll(() => second.isOpen()).toBe(false);
    await later();
    expect(listens.map(({ isOpen }) => isOpen())).toEqual([false, false, true]);
  });
});
