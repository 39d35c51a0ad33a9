import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** The front of 2026-07-28: every request says all that it needs, and there are no sessions. */
let engine: TestEngine;
let client: StatelessClient;
const prefix = 'io.modelcontextprotocol/';

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: {
        a: { allow_servers: ['echo', 'bad'], tools: { echo: { deny: ['environment'] } } },
        b: { allow_servers: ['echo'] },
      },
      servers: { echo: testServer('echo.mjs'), bad: testServer('misbehave.mjs') },
    },
  });
  client = new StatelessClient(engine.port, await engine.token('a'));
});

afterAll(async () => {
  client.close();
  await engine.stop();
});

const echo = { name: 'echo__echo', arguments: { nonce: 'n' } };

describe('a request', () => {
  it('needs no session: discover, list and call, each answered on its own', async () => {
    const found = await client.ask('server/discover');
    expect(found.headers['mcp-session-id']).toBeUndefined();
    expect(found.reply.result).toMatchObject({
      resultType: 'complete',
      ttlMs: 0,
      cacheScope: 'private',
      capabilities: { tools: { listChanged: true } },
      _meta: { [`${prefix}serverInfo`]: { name: 'lmcp', version: '0.0.0-test' } },
    });
    expect(found.reply.result?.supportedVersions).toContain('2026-07-28');
    const { result: list } = await client.request('tools/list');
    expect(list).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' });
    expect(JSON.stringify(list)).toContain('echo__raw');
    const { result } = await client.request('tools/call', echo);
    expect(result).toMatchObject({ resultType: 'complete', content: [{ text: 'n' }] });
    expect(await engine.rows('session.opened')).toEqual([]);
  });

  it('PO-10: reaches a server of the other era byte for byte, without what only concerned this hop', async () => {
    const meta = { progressToken: 7, traceparent: '00-1', [`${prefix}logLevel`]: 'debug' };
    const { body, headers } = client.message(
      'tools/call',
      { name: 'echo__raw', arguments: { n: 1 } },
      { meta },
    );
    const exact = body.replace('{"n":1}', '{"n":9007199254740993,"f":1.0}');
    const { text } = await client.send('POST', exact, headers);
    const line: string = JSON.parse(text).result.content[0].text;
    expect(line).toContain('"params":{"name":"raw","arguments":{"n":9007199254740993,"f":1.0}');
    expect(Object.keys(JSON.parse(line).params._meta)).toEqual(['progressToken', 'traceparent']);
    expect(line).not.toContain(prefix);
  });

  it('AU-21: is recorded under its token, with the name it claims and the era', async () => {
    await client.request('tools/call', echo);
    expect((await engine.rows('call.intent')).at(-1)).toMatchObject({
      client: 'a',
      era: 'modern',
      claimed_client: { name: 'stateless test', version: '1' },
      server: 'echo',
      item: 'echo',
    });
  });

  it('is served without clientInfo, which is optional', async () => {
    const meta = { [`${prefix}clientInfo`]: undefined };
    const { status } = await client.ask('server/discover', {}, { meta });
    expect(status).toBe(200);
  });

  it('PO-3 PO-4: is refused by the same rules as in a session', async () => {
    const { error: unknown } = await client.call('secret__x');
    expect(unknown).toMatchObject({ code: -32_602 });
    const { error: denied } = await client.call('echo__environment');
    expect(denied).toMatchObject({ code: -32_011, data: { rule: 'clients.a.tools.echo.deny[0]' } });
  });

  it('ignores the session id of the other era', async () => {
    const { status } = await client.ask('tools/list', {}, { headers: { 'mcp-session-id': 'x' } });
    expect(status).toBe(200);
  });

  it('UP-12: gets progress on its own response stream, then the result', async () => {
    const stream = await client.stream(
      'tools/call',
      { name: 'bad__tick', arguments: { burst: 3 } },
      { meta: { progressToken: 'mine' } },
    );
    const told = await stream.next('notifications/progress');
    expect(told.params).toMatchObject({ progressToken: 'mine' });
    await stream.closed;
    expect(stream.messages.at(-1)?.result).toMatchObject({ resultType: 'complete' });
  });
});

describe('cancelling', () => {
  it('TR-24: closing the response stream cancels upstream within a second, and nothing more is sent', async () => {
    const atServer = await cancelledAtServer();
    const rows = await cancelledRows();
    const stream = await client.stream(
      'tools/call',
      { name: 'bad__tick', arguments: { everyMs: 20 } },
      { meta: { progressToken: 1 } },
    );
    await stream.next('notifications/progress');
    const closedAt = performance.now();
    stream.close();
    expect(await nextCancelledRow(rows.length)).toMatchObject({ delivered: false });
    expect(await cancelledAtServer()).toBe(atServer + 1);
    expect(performance.now() - closedAt).toBeLessThan(1_000);
  });

  it('TR-24: hanging up before the answer began is the same', async () => {
    const before = (await engine.rows('call.intent')).length;
    const rows = await cancelledRows();
    const { hangUp } = client.abandonable('tools/call', { name: 'bad__never', arguments: {} });
    while ((await engine.rows('call.intent')).length === before);
    hangUp();
    expect(await nextCancelledRow(rows.length)).toMatchObject({ delivered: false });
  });

  async function cancelledAtServer(): Promise<number> {
    const { result } = await client.call('bad__steady');
    return JSON.parse(result?.content?.[0]?.text ?? '').cancelled.length;
  }

  async function cancelledRows(): Promise<Record<string, unknown>[]> {
    return (await engine.rows('call.outcome')).filter(({ result }) => result === 'cancelled');
  }

  async function nextCancelledRow(before: number): Promise<Record<string, unknown> | undefined> {
    let rows = await cancelledRows();
    while (rows.length === before) rows = await cancelledRows();
    return rows.at(-1);
  }
});

describe('both eras at one endpoint', () => {
  it('a session and requests without one are served side by side, to the same client', async () => {
    const session = await engine.connect('a');
    const [one, other] = await Promise.all([
      session.call('echo__echo', { nonce: 'session' }),
      client.call('echo__echo', { nonce: 'stateless' }),
    ]);
    expect(one.result?.content?.[0]?.text).toBe('session');
    expect(one.result?.resultType).toBeUndefined();
    expect(other.result?.content?.[0]?.text).toBe('stateless');
    session.close();
  });
});
