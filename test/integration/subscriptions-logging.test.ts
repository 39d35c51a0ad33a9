import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient, McpStream } from '../helpers/mcp-client.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;
const updated = 'notifications/resources/updated';

beforeAll(async () => {
  const both = { allow_servers: ['a', 'b'] };
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: {
        one: both,
        two: both,
        narrow: { allow_servers: ['a'], resources: { a: { deny: ['memo://a/own/secret'] } } },
        slow: { allow_servers: ['a'], rate_limit_rpm: 1 },
        lone: { allow_servers: ['own'] },
        other: { allow_servers: ['own'] },
        stateless: { allow_servers: ['own'] },
      },
      servers: {
        a: testServer('everything.mjs', ['a']),
        b: testServer('everything.mjs', ['b']),
        own: testServer('everything.mjs', ['own'], { sharing: 'per_client' }),
      },
    },
  });
});

afterAll(() => engine.stop());

/** What the server knows: its level and who is subscribed. */
async function stateOf(client: McpClient, server: string) {
  const { result } = await client.call(`${server}__state`);
  const state: { level: string; subscribed: string[] } = JSON.parse(
    result?.content?.[0]?.text ?? '',
  );
  return state;
}

/** The URIs that a stream was told of so far. */
const urisOf = (stream: McpStream) =>
  stream.messages
    .filter(({ method }) => method === updated)
    .map(({ params }) => Object(params).uri);

describe('subscriptions to resources', () => {
  it('reach the sessions that asked and no other, under the URI that each knows', async () => {
    const [one, two, idle] = await Promise.all(
      ['one', 'two', 'one'].map((id) => engine.connect(id)),
    );
    if (!one || !two || !idle) throw new Error('no client');
    const streams = await Promise.all([one, two, idle].map((client) => client.openStream()));
    const [first, second, third] = streams;
    await one.request('resources/list');
    const subscribe = (client: McpClient, uri: string) =>
      client.request('resources/subscribe', { uri });
    expect((await subscribe(one, 'lmcp://b/memo://shared')).result).toEqual({});
    expect((await subscribe(two, 'memo://b/Own')).result).toEqual({});
    await one.call('b__touch', { uri: 'memo://shared' });
    await one.call('b__touch', { uri: 'Memo://b/Own' });
    await one.call('b__touch', { uri: 'Memo://b/Own/part' });
    await one.call('a__touch', { uri: 'memo://shared' });
    await second?.next(updated);
    await one.call('b__touch', { uri: 'memo://shared' });
    await expect.poll(() => first && urisOf(first).length).toBe(2);
    expect(first && urisOf(first)).toEqual(['lmcp://b/memo://shared', 'lmcp://b/memo://shared']);
    expect(second && urisOf(second)).toEqual(['memo://b/Own', 'Memo://b/Own/part']);
    expect(third && urisOf(third)).toEqual([]);
    for (const stream of streams) stream.close();
  });

  it('PO-7: a rule holds for them, and for what is told of them', async () => {
    const client = await engine.connect('narrow');
    const stream = await client.openStream();
    await client.request('resources/list');
    const refused = await client.request('resources/subscribe', { uri: 'memo://a/own/secret' });
    expect(refused.error?.code).toBe(-32_011);
    expect((await client.request('resources/subscribe', { uri: 'memo://a/own' })).result).toEqual(
      {},
    );
    await client.call('a__touch', { uri: 'memo://a/own/secret' });
    await client.call('a__touch', { uri: 'memo://a/own/x' });
    await stream.next(updated);
    expect(urisOf(stream)).toEqual(['memo://a/own/x']);
    stream.close();
  });

  it('one that is refused the second time takes nothing of the first away', async () => {
    const [client, other] = [await engine.connect('slow'), await engine.connect('one')];
    const stream = await client.openStream();
    const uri = 'memo://a/notes/twice';
    expect((await client.request('resources/subscribe', { uri })).result).toEqual({});
    expect((await client.request('resources/subscribe', { uri })).error?.code).toBe(42_900);
    await other.call('a__touch', { uri });
    await stream.next(updated);
    stream.close();
  });

  it('the server forgets a resource with the last session that watched it', async () => {
    const clients = await Promise.all([engine.connect('one'), engine.connect('two')]);
    const [one, two] = clients;
    const uri = 'memo://a/notes/1';
    for (const client of clients) await client.request('resources/subscribe', { uri });
    expect((await stateOf(one, 'a')).subscribed).toContain(uri);
    expect((await one.request('resources/unsubscribe', { uri })).result).toEqual({});
    expect((await stateOf(one, 'a')).subscribed).toContain(uri);
    await two.end();
    await expect.poll(async () => (await stateOf(one, 'a')).subscribed).not.toContain(uri);
  });

  it('a stream of the stateless era is told of what it was granted, as the client writes it', async () => {
    const client = new StatelessClient(engine.port, await engine.token('narrow'));
    const wished = ['memo://a/own', 'memo://a/own/secret', 'no uri', 'memo://nobody/has'];
    const stream = await client.stream('subscriptions/listen', {
      notifications: { resourceSubscriptions: wished, promptsListChanged: true },
    });
    const first = await stream.next('notifications/subscriptions/acknowledged');
    expect(first.params).toMatchObject({
      notifications: {
        promptsListChanged: true,
        resourceSubscriptions: ['memo://a/own', 'memo://nobody/has'],
      },
    });
    expect(stream.messages).toHaveLength(1);
    const caller = await engine.connect('one');
    await caller.call('a__touch', { uri: 'memo://a/own' });
    const told = await stream.next(updated);
    expect(told.params).toMatchObject({ uri: 'memo://a/own', _meta: Object(first.params)._meta });
    stream.close();
    client.close();
    await expect
      .poll(async () => (await stateOf(caller, 'a')).subscribed)
      .not.toContain('memo://nobody/has');
  });

  it('TR-12: a stream may ask for more resources than the client may have calls at once', async () => {
    const client = new StatelessClient(engine.port, await engine.token('narrow'));
    const wished = Array.from({ length: 200 }, (_, index) => `memo://a/many/${index}`);
    const stream = await client.stream('subscriptions/listen', {
      notifications: { resourceSubscriptions: wished },
    });
    // Meanwhile the client has calls left.
    expect((await client.call('a__state')).error).toBeUndefined();
    const first = await stream.next('notifications/subscriptions/acknowledged');
    expect(Object(first.params).notifications.resourceSubscriptions).toEqual(wished);
    stream.close();
    client.close();
  });

  it('a server that restarts is asked again', async () => {
    const client = await engine.connect('one');
    const uri = 'memo://a/notes/2';
    await client.request('resources/subscribe', { uri });
    await engine.api.servers.restart({ id: 'a' });
    await expect.poll(async () => (await stateOf(client, 'a')).subscribed).toContain(uri);
    const stream = await client.openStream();
    await client.call('a__touch', { uri });
    await stream.next(updated);
    stream.close();
  });
});

describe('log messages', () => {
  const message = 'notifications/message';
  const dataOf = (stream: McpStream) =>
    stream.messages
      .filter(({ method }) => method === message)
      .map(({ params }) => Object(params).data);

  /** Calls `log`, and gives back what came on the call's own stream. */
  async function log(client: McpClient, level: string, data: string, server = 'a') {
    const answer = await client.post(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 7,
        method: 'tools/call',
        params: { name: `${server}__log`, arguments: { level, data } },
      }),
    );
    return answer.text.split('\n').filter((line) => line.includes(message)).length;
  }

  it('come on the stream of the call, from the session’s level on; the server is told the most verbose one', async () => {
    const one = await engine.connect('one');
    const two = await engine.connect('two');
    expect((await one.request('logging/setLevel', { level: 'loud' })).error?.code).toBe(-32_602);
    expect(await log(one, 'debug', 'quiet')).toBe(0);
    expect(await log(one, 'info', 'heard')).toBe(1);
    expect((await one.request('logging/setLevel', { level: 'warning' })).result).toEqual({});
    expect((await stateOf(one, 'a')).level).toBe('warning');
    await two.request('logging/setLevel', { level: 'debug' });
    expect((await stateOf(one, 'a')).level).toBe('debug');
    expect(await log(one, 'notice', 'too little')).toBe(0);
    expect(await log(two, 'debug', 'heard')).toBe(1);
    expect(await log(one, 'error', 'heard')).toBe(1);
  });

  it('UP-15: never reach a client that did not cause them, though it shares the server', async () => {
    const [one, two] = await Promise.all([engine.connect('one'), engine.connect('two')]);
    const stream = await two.openStream();
    await two.request('logging/setLevel', { level: 'debug' });
    await log(one, 'error', 'secret of one');
    await log(two, 'error', 'own');
    await two.call('b__state');
    expect(dataOf(stream)).toEqual([]);
    stream.close();
  });

  it('UP-15: one that comes when its call was answered goes to the client that was there last, alone', async () => {
    const [one, two] = await Promise.all([engine.connect('one'), engine.connect('two')]);
    const [first, second] = await Promise.all([one.openStream(), two.openStream()]);
    const later = { level: 'error', later: true };
    await one.call('b__log', { ...later, data: 'of one' });
    await first.next(message);
    await two.call('b__log', { ...later, data: 'of two' });
    await second.next(message);
    expect([dataOf(first), dataOf(second)]).toEqual([['of one'], ['of two']]);
    for (const stream of [first, second]) stream.close();
  });

  it('UP-13: one that is deeper than what a client may send passes, and nothing breaks', async () => {
    const client = await engine.connect('one');
    const depth = 200;
    const params = `{"name":"a__deep","arguments":{"depth":${depth}}}`;
    const answer = await client.post(
      `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":${params}}`,
    );
    expect(answer.text).toContain(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect((await client.call('a__state')).result?.content).toBeDefined();
  });

  it('a server of one client alone is told that client’s level alone', async () => {
    const [lone, other] = await Promise.all([engine.connect('lone'), engine.connect('other')]);
    for (const client of [lone, other]) await client.request('tools/list');
    await stateOf(lone, 'own');
    await stateOf(other, 'own');
    await lone.request('logging/setLevel', { level: 'critical' });
    expect((await stateOf(lone, 'own')).level).toBe('critical');
    expect((await stateOf(other, 'own')).level).toBe('none');
  });

  it('a server of the session era is told what a stateless client names, before the request that names it', async () => {
    const client = new StatelessClient(engine.port, await engine.token('stateless'));
    const levelDuring = async (logLevel: string | null) => {
      const meta = logLevel === null ? {} : { 'io.modelcontextprotocol/logLevel': logLevel };
      const call = { name: 'own__state', arguments: {} };
      const { result } = await client.request('tools/call', call, { meta });
      return JSON.parse(result?.content?.[0]?.text ?? '').level;
    };
    expect(await levelDuring(null)).toBe('none');
    expect(await levelDuring('notice')).toBe('notice');
    // Its level is everybody's: it stays at what lets most through, and each request gets what it asked for.
    expect(await levelDuring('error')).toBe('notice');
    const session = await engine.connect('stateless');
    await session.request('logging/setLevel', { level: 'critical' });
    expect(await levelDuring(null)).toBe('notice');
    expect(await levelDuring('debug')).toBe('debug');
    client.close();
  });
});
