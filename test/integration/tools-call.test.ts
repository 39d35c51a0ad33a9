import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: {
        a: {
          allow_servers: ['echo', 'bad', 'verbatim'],
          tools: { echo: { deny: ['environment'] } },
        },
        b: { allow_servers: ['echo'] },
        few: { allow_servers: ['echo'], rate_limit_rpm: 5 },
        nobody: {},
      },
      servers: {
        echo: testServer('echo.mjs'),
        bad: testServer('misbehave.mjs'),
        verbatim: testServer('verbatim.mjs'),
        // Nobody was granted this one.
        secret: testServer('echo.mjs'),
      },
    },
  });
});

afterAll(() => engine.stop());

describe('bytes', () => {
  const args = '{"n":9007199254740993,"f":1.0,"e":1E2,"2":0,"1":0}';

  it('PO-10: arguments reach the server and a result comes back byte for byte', async () => {
    const client = await engine.connect('a');
    const body = `{"jsonrpc":"2.0","id":"x\\u0041","method":"tools/call","params":{"name":"echo__raw","arguments":${args}}}`;
    const answer = await client.post(body);
    expect(answer.status).toBe(200);
    expect(answer.text.startsWith('{"jsonrpc":"2.0","id":"x\\u0041","result":')).toBe(true);
    const line: string = JSON.parse(answer.text).result.content[0].text;
    expect(line).toContain(`"params":{"name":"raw","arguments":${args}}`);

    const back = await client.post(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"verbatim__verbatim","arguments":${args}}}`,
    );
    expect(back.text).toBe(`{"jsonrpc":"2.0","id":1,"result":{"content":[],"x":${args}}}`);
  });

  it('TR-17 UP-11: a result 20,000 levels deep is 50200 for that call only', async () => {
    const client = await engine.connect('a');
    const [deep, steady] = await Promise.all([
      client.call('bad__deep', { depth: 20_000 }),
      client.call('bad__steady'),
    ]);
    expect(deep.error).toMatchObject({ code: 50_200 });
    expect(steady.result?.content).toBeDefined();
  });
});

describe('decisions', () => {
  it('P-37 PO-1: a new client sees an empty list', async () => {
    expect(await (await engine.connect('nobody')).toolNames()).toEqual([]);
  });

  it('PO-2: what is listed is what is callable', async () => {
    const client = await engine.connect('a');
    const names = await client.toolNames();
    expect(names).toContain('echo__echo');
    expect(names).not.toContain('echo__environment');
  });

  it('P-38 PO-3: a server that is not granted answers like one that does not exist, and gets nothing', async () => {
    const client = await engine.connect('a');
    const real = await client.call('secret__echo');
    const none = await client.call('nothing__echo');
    expect(real.error?.code).toBe(-32_602);
    expect(real.error?.message).toBe('Unknown tool: secret__echo');
    expect({ ...real.error, message: '' }).toEqual({ ...none.error, message: '' });
    expect((await engine.api.servers.get({ id: 'secret' })).server.state).toBe('stopped');
  });

  it('PO-4 P-40: a denied tool of a granted server is -32011 with rule and revision, and gets nothing', async () => {
    const { error } = await (await engine.connect('a')).call('echo__environment');
    expect(error).toMatchObject({
      code: -32_011,
      data: { rule: 'clients.a.tools.echo.deny[0]', revision: expect.any(Number) },
    });
    const denied = (await engine.rows('call.denied')).filter(({ item }) => item === 'environment');
    expect(denied.at(-1)).toMatchObject({
      client: 'a',
      server: 'echo',
      decision: 'deny',
      code: -32_011,
    });
    const intents = await engine.rows('call.intent');
    expect(intents.filter(({ item }) => item === 'environment')).toEqual([]);
  });

  it('P-42 PO-11: the call over the limit is 42900 with retryAfterMs, for that client only', async () => {
    const few = await engine.connect('few');
    for (let call = 0; call < 5; call++)
      expect((await few.call('echo__echo')).result).toBeDefined();
    const { error } = await few.call('echo__echo');
    expect(error).toMatchObject({ code: 42_900, data: { retryAfterMs: expect.any(Number) } });
    expect((await (await engine.connect('b')).call('echo__echo')).result).toBeDefined();
  });

  it('P-18 TR-16: a name given twice is refused and nothing runs', async () => {
    const client = await engine.connect('a');
    const before = (await engine.rows('call.intent')).length;
    const answer = await client.post(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo__echo","name":"echo__environment"}}',
    );
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.code).toBe(-32_600);
    expect((await engine.rows('call.intent')).length).toBe(before);
  });

  it('PO-7: an unlisted method is -32601 and goes nowhere', async () => {
    const client = await engine.connect('a');
    expect((await client.request('tools/install')).error?.code).toBe(-32_601);
    expect((await client.request('ping')).result).toEqual({});
  });

  it('the endpoint of one server keeps its own names, and hides it from whom it is not granted', async () => {
    const own = await engine.connect('b', '/mcp/s/echo');
    expect(await own.toolNames()).toEqual(['echo', 'raw', 'environment']);
    expect((await own.call('echo', { nonce: 'n' })).result?.content?.[0]?.text).toBe('n');
    const other = await engine.connect('b', '/mcp/s/bad');
    expect(await other.toolNames()).toEqual([]);
    expect((await other.call('steady')).error).toMatchObject({
      code: -32_602,
      message: 'Unknown tool: steady',
    });
  });
});

describe('progress and cancellation', () => {
  it('UP-12: progress comes under the client’s own token, and a cancel goes upstream', async () => {
    const client = await engine.connect('a');
    const stream = await client.stream(
      '{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"bad__tick","arguments":{"everyMs":5},"_meta":{"progressToken":"mine"}}}',
    );
    expect(await stream.next('notifications/progress')).toMatchObject({
      params: { progressToken: 'mine', progress: expect.any(Number) },
    });
    await client.post(
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}',
    );
    await stream.closed;
    expect(stream.messages.at(-1)).toMatchObject({ id: 77, error: { code: -32_800 } });
    const steady = await client.call('bad__steady');
    expect(JSON.parse(steady.result?.content?.[0]?.text ?? '{}').cancelled).toHaveLength(1);
    const outcomes = await engine.rows('call.outcome');
    expect(outcomes.findLast(({ result }) => result === 'cancelled')).toMatchObject({
      sent: 'whole',
    });
  });
});

describe('what changes reaches whom it concerns', () => {
  it('P-41 PO-9: a tool that the policy takes away is gone within a second, with a list_changed', async () => {
    const client = await engine.connect('b');
    expect(await client.toolNames()).toContain('echo__raw');
    const stream = await client.openStream();
    const start = performance.now();
    const { sha256 } = await engine.api.engine.status({});
    await engine.api.access.apply({
      expectedSha256: sha256,
      edits: [{ client: 'b', server: 'echo', tools: { deny: ['raw'] } }],
    });
    await stream.next('notifications/tools/list_changed');
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await client.toolNames()).not.toContain('echo__raw');
    expect((await client.call('echo__raw')).error?.code).toBe(-32_011);

    await engine.api.access.apply({ edits: [{ client: 'b', server: 'echo', granted: false }] });
    expect((await client.call('echo__raw')).error?.code).toBe(-32_602);
    expect(await client.toolNames()).toEqual([]);
    stream.close();
  });

  it('PO-9: a change that came while the client had no stream is told once it opens one, and only then', async () => {
    const client = await engine.connect('b');
    const names = await client.toolNames();
    const granted = { edits: [{ client: 'b', server: 'echo', granted: true }] };
    await engine.api.access.apply(granted);
    const stream = await client.openStream();
    await stream.next('notifications/tools/list_changed');
    expect(await client.toolNames()).not.toEqual(names);
    stream.close();
    const again = await client.openStream();
    await client.request('ping');
    expect(again.messages).toEqual([]);
    again.close();
  });
});
