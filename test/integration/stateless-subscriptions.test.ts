import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpStream } from '../helpers/mcp-client.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** subscriptions/listen: what changed, told to whom it changed for. */
let engine: TestEngine;
let clients: Record<'a' | 'b' | 'few', StatelessClient>;
const streams: McpStream[] = [];
const subscriptionId = 'io.modelcontextprotocol/subscriptionId';
const tools = { notifications: { toolsListChanged: true } };
const acknowledged = 'notifications/subscriptions/acknowledged';
const toolsChanged = 'notifications/tools/list_changed';

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['echo'] }, b: { allow_servers: ['echo'] }, few: {} },
      servers: { echo: testServer('echo.mjs'), other: testServer('echo.mjs') },
    },
  });
  const open = async (id: string) => new StatelessClient(engine.port, await engine.token(id));
  clients = { a: await open('a'), b: await open('b'), few: await open('few') };
  await Promise.all(['echo', 'other'].map((id) => engine.api.servers.start({ id })));
});

afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});

afterAll(async () => {
  for (const client of Object.values(clients)) client.close();
  await engine.stop();
});

async function listen(client: StatelessClient, params: Record<string, unknown> = tools) {
  const stream = await client.stream('subscriptions/listen', params);
  streams.push(stream);
  return stream;
}

const grant = (client: string, server: string, granted: boolean) =>
  engine.api.access.apply({ edits: [{ client, server, granted }] });

describe('subscriptions/listen', () => {
  it('P-41 PO-9: tells of a change within a second, under its id, only whom it concerns', async () => {
    const [a, b] = await Promise.all([listen(clients.a), listen(clients.b)]);
    const first = await a.next(acknowledged);
    expect(a.messages).toHaveLength(1);
    expect(first.params).toMatchObject(tools);
    const id = Object(first.params)._meta[subscriptionId];
    await b.next(acknowledged);
    const changedAt = performance.now();
    await grant('a', 'other', true);
    const told = await a.next(toolsChanged);
    expect(told).toMatchObject({ params: { _meta: { [subscriptionId]: id } } });
    expect(performance.now() - changedAt).toBeLessThan(1_000);
    // What changes nothing for b never reaches it: the next change that does comes first.
    await grant('b', 'other', true);
    await b.next(toolsChanged);
    expect(b.messages.filter(({ method }) => method === toolsChanged)).toHaveLength(1);
  });

  it('sends nothing that was not asked for, and ends at once when nothing can be', async () => {
    const stream = await listen(clients.a, { notifications: { toolsListChanged: false } });
    await stream.closed;
    expect(stream.messages.map(({ method }) => method)).toEqual([acknowledged, undefined]);
    expect(stream.messages[0]?.params).toMatchObject({ notifications: {} });
    expect(stream.messages[1]?.result).toMatchObject({ resultType: 'complete' });
  });

  it('is refused without a filter', async () => {
    const { error } = await clients.a.request('subscriptions/listen');
    expect(error).toMatchObject({ code: -32_602 });
  });

  it('TR-12: at most eight streams of one client; one that closes makes room', async () => {
    const open = await Promise.all(Array.from({ length: 8 }, () => listen(clients.few)));
    await Promise.all(open.map((stream) => stream.next(acknowledged)));
    const { status } = await clients.few.ask('subscriptions/listen', tools);
    expect(status).toBe(429);
    // Requests are counted apart from streams.
    expect((await clients.few.ask('tools/list')).status).toBe(200);
    open[0]?.close();
    let again = await listen(clients.few);
    while (again.status === 429) again = await listen(clients.few);
    await again.next(acknowledged);
  });

  it('P-27 AU-10: ends with its token, in order', async () => {
    const { token } = await engine.api.clients.add({ id: 'gone', allow: [] });
    const client = new StatelessClient(engine.port, token);
    const stream = await listen(client);
    await stream.next(acknowledged);
    const revokedAt = performance.now();
    await engine.api.clients.revoke({ id: 'gone' });
    await stream.closed;
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    expect(stream.messages.at(-1)?.result).toMatchObject({ resultType: 'complete' });
    client.close();
  });
});

describe('the end of the engine', () => {
  it('TR-26: ends open subscriptions with their result, and waits for none of them', async () => {
    const stopping = await startEngine({ registry: { clients: { a: {} } } });
    const client = new StatelessClient(stopping.port, await stopping.token('a'));
    const stream = await client.stream('subscriptions/listen', tools);
    const { params } = await stream.next(acknowledged);
    const startedAt = performance.now();
    await stopping.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    const id = Object(params)._meta[subscriptionId];
    expect(stream.messages.at(-1)).toMatchObject({ id, result: { resultType: 'complete' } });
    client.close();
  });
});
