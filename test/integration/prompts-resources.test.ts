import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: {
        ab: { allow_servers: ['a', 'b'] },
        ba: { allow_servers: ['b', 'a'] },
        narrow: {
          allow_servers: ['a'],
          prompts: { a: { deny: ['DRAFT'] } },
          resources: { a: { allow: ['memo://shared', 'memo://a/notes/**'], deny: ['**/secret'] } },
        },
        plain: { allow_servers: ['tools_only'] },
        nobody: {},
      },
      servers: {
        a: testServer('everything.mjs', ['a']),
        b: testServer('everything.mjs', ['b']),
        tools_only: testServer('echo.mjs'),
        reviewed: testServer('everything.mjs', ['reviewed'], { trust: 'review' }),
        // Nobody was granted this one.
        secret: testServer('everything.mjs', ['secret']),
      },
    },
  });
});

afterAll(() => engine.stop());

/** The members of one name in a list, in order. */
async function listed(
  client: McpClient,
  method: string,
  member: string,
  key: string,
): Promise<string[]> {
  const { result } = await client.request(method);
  const items = result?.[member];
  if (!Array.isArray(items)) throw new Error(`${method}: no ${member}`);
  return items.map((item: Record<string, unknown>) => String(item[key]));
}

const promptNames = (client: McpClient) => listed(client, 'prompts/list', 'prompts', 'name');
const uris = (client: McpClient) => listed(client, 'resources/list', 'resources', 'uri');
const templates = (client: McpClient) =>
  listed(client, 'resources/templates/list', 'resourceTemplates', 'uriTemplate');

/** What the server was asked of one method. */
async function received(client: McpClient, tool: string, method: string) {
  const { result } = await client.call(tool);
  const all: { method: string; params: unknown; line: string }[] = JSON.parse(
    result?.content?.[0]?.text ?? '[]',
  );
  return all.filter((one) => one.method === method);
}

describe('prompts', () => {
  it('UP-6: are listed under their server’s name, byte for byte, and got by it', async () => {
    const client = await engine.connect('ab');
    expect(await promptNames(client)).toEqual(['a__greet', 'a__draft', 'b__greet', 'b__draft']);
    const answer = await client.post('{"jsonrpc":"2.0","id":1,"method":"prompts/list"}');
    expect(answer.text).toContain(
      '{"name":"a__draft","title":"Draft","icons":[{"src":"data:image/png;base64,AA=="}],"extra":[1]}',
    );
    const got = await client.request('prompts/get', {
      name: 'b__greet',
      arguments: { who: 'you' },
    });
    expect(JSON.stringify(got.result)).toContain('b greet you');
  });

  it('PO-10: the arguments reach the server byte for byte', async () => {
    const client = await engine.connect('ab');
    const args = '{"who":"1.0","n":9007199254740993}';
    await client.post(
      `{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"a__greet","arguments":${args}}}`,
    );
    const [last] = (await received(client, 'a__received', 'prompts/get')).slice(-1);
    expect(last?.line).toContain(`"params":{"name":"greet","arguments":${args}}`);
  });

  it('P-43 PO-7 PO-3: a server that is not granted answers like one that does not exist, and gets nothing', async () => {
    const client = await engine.connect('ab');
    const asks = [
      ['prompts/get', { name: 'secret__greet' }, { name: 'nothing__greet' }],
      ['resources/read', { uri: 'memo://secret/Own' }, { uri: 'memo://nothing/Own' }],
      ['resources/read', { uri: 'lmcp://secret/memo://x' }, { uri: 'lmcp://nothing/memo://x' }],
      [
        'completion/complete',
        { ref: { type: 'ref/prompt', name: 'secret__greet' }, argument: { name: 'n', value: '' } },
        { ref: { type: 'ref/prompt', name: 'nothing__greet' }, argument: { name: 'n', value: '' } },
      ],
    ] as const;
    for (const [method, real, none] of asks) {
      const one = await client.request(method, real);
      const other = await client.request(method, none);
      expect(one.error, JSON.stringify(real)).toMatchObject({ code: -32_602 });
      expect({ ...one.error, message: '' }).toEqual({ ...other.error, message: '' });
    }
    expect((await engine.api.servers.get({ id: 'secret' })).server.state).toBe('stopped');
  });

  it('PO-4: one that a rule denies is not listed and answers -32011 with the rule', async () => {
    const client = await engine.connect('narrow');
    expect(await promptNames(client)).toEqual(['a__greet']);
    const { error } = await client.request('prompts/get', { name: 'a__draft' });
    expect(error).toMatchObject({
      code: -32_011,
      data: { rule: 'clients.narrow.prompts.a.deny[0]' },
    });
    const rows = await engine.rows('call.denied');
    expect(rows.at(-1)).toMatchObject({ item_kind: 'prompt', item: 'draft', server: 'a' });
    const completion = await client.request('completion/complete', {
      ref: { type: 'ref/prompt', name: 'a__draft' },
      argument: { name: 'x', value: '' },
    });
    expect(completion.error?.code).toBe(-32_011);
  });
});

describe('names', () => {
  it('P-47 UP-6: two servers may offer one name, and an id belongs to one server', async () => {
    const client = await engine.connect('ab');
    expect(await client.toolNames()).toEqual(expect.arrayContaining(['a__state', 'b__state']));
    for (const name of ['a__state', 'b__state']) {
      expect((await client.call(name)).result?.content).toBeDefined();
    }
    const entry = testServer('echo.mjs');
    await expect(engine.api.servers.add({ id: 'a', entry })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('resources', () => {
  it('keep their URIs; the second server’s twin gets a prefix that leads back to it', async () => {
    const ab = await engine.connect('ab');
    expect(await uris(ab)).toEqual([
      'memo://shared',
      'Memo://a/Own',
      'lmcp://b/memo://shared',
      'Memo://b/Own',
    ]);
    expect((await uris(await engine.connect('ba')))[2]).toBe('lmcp://a/memo://shared');
    const read = async (uri: string) =>
      JSON.stringify((await ab.request('resources/read', { uri })).result?.contents);
    expect(await read('memo://shared')).toContain('a has memo://shared');
    expect(await read('lmcp://b/memo://shared')).toContain('b has memo://shared');
    // The server's own spelling, whatever the client's.
    expect(await read('memo://a/./Own')).toContain('a has Memo://a/Own');
    expect(await read('memo://b/notes/7')).toContain('b has memo://b/notes/7');
    expect(await templates(ab)).toEqual(['memo://a/notes/{id}', 'memo://b/notes/{id}']);
  });

  it('PO-8: rules and the server see one normal form', async () => {
    const client = await engine.connect('narrow');
    expect(await uris(client)).toEqual(['memo://shared']);
    const read = (uri: string) => client.request('resources/read', { uri });
    expect((await read('memo://a/notes/x/../../notes/%41')).result?.contents).toMatchObject([
      { text: 'a has memo://a/notes/A' },
    ]);
    const escapes = [
      'memo://a/notes/../other',
      'memo://a/notes/%2e%2e/other',
      'memo://a/notes/SECRET',
    ];
    for (const uri of escapes) expect((await read(uri)).error?.code, uri).toBe(-32_011);
    expect((await read('not a uri')).error?.code).toBe(-32_602);
    const asked = await received(client, 'a__received', 'resources/read');
    expect(asked.filter(({ line }) => /other|secret/i.test(line))).toEqual([]);
  });

  it('every read leaves an intent and an outcome, keyed on the URI', async () => {
    const client = await engine.connect('ab');
    await client.request('resources/read', { uri: 'lmcp://b/memo://shared' });
    const intent = (await engine.rows('call.intent')).at(-1);
    expect(intent).toMatchObject({ item_kind: 'resource', item: 'memo://shared', server: 'b' });
    const outcome = (await engine.rows('call.outcome')).at(-1);
    expect(outcome).toMatchObject({ call_id: intent?.call_id, result: 'ok' });
  });

  it('the endpoint of one server keeps names and URIs as they are', async () => {
    const client = await engine.connect('ab', '/mcp/s/b');
    expect(await promptNames(client)).toEqual(['greet', 'draft']);
    expect(await uris(client)).toEqual(['memo://shared', 'Memo://b/Own']);
    const { result } = await client.request('resources/read', { uri: 'memo://anything/else' });
    expect(JSON.stringify(result)).toContain('b has memo://anything/else');
  });
});

describe('completion', () => {
  it('PO-7: goes to the server of the prompt or the template', async () => {
    const client = await engine.connect('ab');
    const complete = async (ref: unknown) => {
      const argument = { name: 'who', value: 'al' };
      const { result, error } = await client.request('completion/complete', { ref, argument });
      return result === undefined ? error?.code : JSON.stringify(result);
    };
    expect(await complete({ type: 'ref/prompt', name: 'b__greet' })).toContain('b:greet:al');
    expect(await complete({ type: 'ref/resource', uri: 'memo://a/notes/{id}' })).toContain(
      'a:memo://a/notes/{id}:al',
    );
    expect(await complete({ type: 'ref/other', name: 'b__greet' })).toBe(-32_602);
    expect((await engine.rows('call.intent')).at(-1)).toMatchObject({ item_kind: 'completion' });
  });
});

describe('what is offered', () => {
  const initialize = async (client: McpClient) => {
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't' } };
    return (await client.request('initialize', params)).result;
  };

  it('is what the granted servers can do together, with their instructions', async () => {
    const everything = await initialize(await engine.connect('ab'));
    expect(everything?.capabilities).toEqual({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      completions: {},
      logging: {},
    });
    expect(everything?.instructions).toBe('# a\nInstructions of a.\n\n# b\nInstructions of b.\n');
    const own = await initialize(await engine.connect('ab', '/mcp/s/b'));
    expect(own?.instructions).toBe('Instructions of b.');
    const plain = await engine.connect('plain');
    await plain.toolNames();
    const tools = await initialize(plain);
    expect(tools?.capabilities).toEqual({ tools: { listChanged: true } });
    expect(tools?.instructions).toBeUndefined();
  });
});

describe('changes', () => {
  it('P-46 UP-3: a prompt that changed is withdrawn with a notice, and comes back when approved', async () => {
    const client = await engine.connect('narrow');
    expect(await promptNames(client)).toEqual(['a__greet']);
    expect(await uris(client)).toEqual(['memo://shared']);
    const stream = await client.openStream();
    await client.call('a__change', { list: 'prompts' });
    await stream.next('notifications/prompts/list_changed');
    expect(await promptNames(client)).toEqual([]);
    const { error } = await client.request('prompts/get', { name: 'a__greet' });
    expect(error).toMatchObject({ code: 40_900, data: { server: 'a', prompt: 'greet' } });
    expect(stream.messages.map(({ method }) => method)).toEqual([
      'notifications/prompts/list_changed',
    ]);
    stream.messages.length = 0;
    expect(await engine.api.servers.approve({ id: 'a', kind: 'prompt' })).toEqual({
      approved: ['greet', 'late'],
    });
    await stream.next('notifications/prompts/list_changed');
    expect(await promptNames(client)).toEqual(['a__greet', 'a__late']);
    stream.close();
  });

  it('PO-1: who was granted nothing sees nothing of it', async () => {
    const client = await engine.connect('nobody');
    expect(await promptNames(client)).toEqual([]);
    expect(await uris(client)).toEqual([]);
    expect(await templates(client)).toEqual([]);
  });
});
