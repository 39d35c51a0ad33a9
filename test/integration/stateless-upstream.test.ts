import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, ConnectionPool } from '../../src/core/upstream/connection.ts';
import { failureOf } from '../helpers/http-upstream.ts';
import { type StatelessUpstream, startStatelessUpstream } from '../helpers/stateless-upstream.ts';
import {
  callTool,
  createRigs,
  resultText,
  testServer,
  toolText,
  type UpstreamRigOptions,
} from '../helpers/upstream-rig.ts';

const someone = { clientId: 'someone', sessionId: null };
const rigs = createRigs();
const upstreams = new Map<'only' | 'both', StatelessUpstream>();

beforeAll(async () => {
  for (const eras of ['only', 'both'] as const) {
    upstreams.set(eras, await startStatelessUpstream(eras));
  }
});
afterEach(rigs.closeAll);
afterAll(async () => {
  for (const upstream of upstreams.values()) await upstream.kill();
});

const transports = ['stdio', 'http'] as const;

function entry(transport: 'stdio' | 'http', eras: 'only' | 'both' = 'only') {
  const own = { sharing: 'per_client' };
  if (transport === 'stdio') return testServer('sdk-stateless.mjs', ['stdio', eras], own);
  return { transport, url: upstreams.get(eras)?.url, ...own };
}

/** A rig with one such server, started. */
async function start(
  transport: 'stdio' | 'http',
  eras: 'only' | 'both' = 'only',
  more: Partial<UpstreamRigOptions> = {},
) {
  const rig = await rigs.open({ servers: { modern: entry(transport, eras) }, ...more });
  const connection = rig.pool.get('modern', someone);
  await connection.start();
  return { rig, connection };
}

async function json(connection: Connection, tool: string, args = '{}', options = {}) {
  return JSON.parse(toolText(await callTool(connection, tool, args, options)));
}

/** The next notification of this method. */
function next(pool: ConnectionPool, method: string): Promise<string> {
  return new Promise((resolve) => {
    const forget = pool.onNotification((_from, told, params) => {
      if (told !== method) return;
      forget();
      resolve(Buffer.from(params ?? []).toString());
    });
  });
}

/** Resolves when the child has written this to stderr. */
function written(pool: ConnectionPool, text: string): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!JSON.stringify(pool.log('modern', null, 1_000)).includes(text)) return;
      forget();
      resolve();
    };
    const forget = pool.onLog(check);
    check();
  });
}

function signal(): AbortSignal {
  return new AbortController().signal;
}

describe.each(transports)('a server of 2026-07-28 over %s', (transport) => {
  it.each(['only', 'both'] as const)('is spoken to in its era (%s)', async (eras) => {
    const { connection } = await start(transport, eras);
    expect(connection.facts()).toMatchObject({
      era: 'stateless',
      protocolVersion: '2026-07-28',
      name: 'sdk-stateless',
      version: '2.0.0',
      instructions: 'Confirm before you add',
      capabilities: { tools: { listChanged: true } },
    });
    expect(await json(connection, 'add', '{"a":2,"b":0.5}')).toBe(2.5);
    expect(connection.status().counters).toEqual({
      badLines: 0,
      unknownIds: 0,
      lateAnswers: 0,
      refusedRequests: 0,
    });
  });

  it('tells it in each request who speaks and what the client can; what a client claims of itself stays behind', async () => {
    const { connection } = await start(transport);
    const claims = {
      'io.modelcontextprotocol/clientInfo': { name: 'somebody', version: '9' },
      'io.modelcontextprotocol/clientCapabilities': { roots: {} },
      'com.example/trace': 'kept',
    };
    const reply = await connection.request({
      method: 'tools/call',
      params: [Buffer.from(`{"_meta":${JSON.stringify(claims)},"name":"report","arguments":{}}`)],
      timeoutMs: 10_000,
      signal: signal(),
      clientCapabilities: Buffer.from('{"elicitation":{"form":{}}}'),
    });
    const { meta, envelope, headers } = JSON.parse(toolText(reply));
    const seen = { ...meta, ...envelope };
    expect(seen).toMatchObject({
      'com.example/trace': 'kept',
      'io.modelcontextprotocol/clientInfo': { name: 'lmcp' },
      'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    });
    if (transport === 'http') {
      expect(headers).toMatchObject({
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'report',
      });
      expect(headers).not.toHaveProperty('mcp-session-id');
    }
  });

  it('passes a result that asks back verbatim, and the retry with its answers', async () => {
    const { connection } = await start(transport);
    const clientCapabilities = Buffer.from('{"elicitation":{"form":{}}}');
    const reply = await callTool(connection, 'confirm', '{}', { clientCapabilities });
    expect(reply.kind).toBe('input_required');
    expect(JSON.parse(resultText(reply))).toMatchObject({
      resultType: 'input_required',
      requestState: 'state-1',
      inputRequests: { confirm: { method: 'elicitation/create' } },
    });
    const answers = '{"confirm":{"action":"accept","content":{"ok":true}}}';
    const retry = await connection.request({
      method: 'tools/call',
      params: [
        Buffer.from(
          `{"name":"confirm","arguments":{},"inputResponses":${answers},"requestState":"state-1"}`,
        ),
      ],
      timeoutMs: 10_000,
      signal: signal(),
      clientCapabilities,
    });
    const { answers: seen, state } = JSON.parse(toolText(retry));
    expect(state).toBe('state-1');
    expect(JSON.stringify(seen)).toContain('"action":"accept"');
  });

  it('hands progress and log messages to the call that they belong to', async () => {
    const { connection } = await start(transport);
    const heard: string[] = [];
    const progressed: string[] = [];
    const head = '{"name":"chatter","arguments":{},"_meta":{"progressToken":"p-1",';
    await connection.request({
      method: 'tools/call',
      params: [Buffer.from(`${head}"io.modelcontextprotocol/logLevel":"info"}}`)],
      timeoutMs: 10_000,
      signal: signal(),
      progress: { token: '"p-1"', received: (params) => progressed.push(`${Buffer.from(params)}`) },
      notified: (method, params) => heard.push(`${method} ${Buffer.from(params ?? [])}`),
    });
    expect(progressed).toEqual([expect.stringContaining('"progress":1')]);
    expect(heard).toEqual([
      expect.stringMatching(/^notifications\/message .*"level":"warning".*"almost"/),
    ]);
  });

  it('hears that its tools changed, and what the changed resource is, on one stream of news', async () => {
    const { rig, connection } = await start(transport, transport === 'http' ? 'both' : 'only');
    const subscribed = await connection.request({
      method: 'resources/subscribe',
      params: [Buffer.from('{"uri":"note://1"}')],
      timeoutMs: 10_000,
      signal: signal(),
    });
    expect(resultText(subscribed)).toBe('{}');
    const changed = next(rig.pool, 'notifications/tools/list_changed');
    const updated = next(rig.pool, 'notifications/resources/updated');
    await callTool(connection, 'grow');
    await changed;
    expect(await updated).toContain('"uri":"note://1"');
  });

  it('log messages come when a level was asked for in the words of the session era', async () => {
    const { connection } = await start(transport);
    const heard: string[] = [];
    const notified = (method: string) => heard.push(method);
    await callTool(connection, 'chatter', '{}', { notified });
    expect(heard).toEqual([]);
    await connection.request({
      method: 'logging/setLevel',
      params: [Buffer.from('{"level":"debug"}')],
      timeoutMs: 10_000,
      signal: signal(),
    });
    await callTool(connection, 'chatter', '{}', { notified });
    expect(heard).toEqual(['notifications/message']);
  });

  it('TR-24 UP-12: a call that is given up is cancelled there', async () => {
    const { rig, connection } = await start(transport);
    const stop = new AbortController();
    const call = callTool(connection, 'never', '{}', { signal: stop.signal });
    const told = (text: string) =>
      transport === 'http' ? upstreams.get('only')?.told(text) : written(rig.pool, text);
    await told('never begins');
    stop.abort(new Error('the client left'));
    await expect(call).rejects.toThrow('the client left');
    await told('never was cancelled');
  });

  it('the era is remembered: the next engine asks in it at once', async () => {
    const first = await rigs.open({ servers: { modern: entry(transport) } });
    const shared = first.pool.shared('modern');
    await shared.start();
    expect(first.eras.recall('modern', shared.launchKey)).toBe('stateless');
  });
});

it('P-59 UP-15: a shared child is told of nobody who could be asked', async () => {
  const modern = testServer('sdk-stateless.mjs', ['stdio', 'only']);
  const { pool } = await rigs.open({ servers: { modern } });
  const clientCapabilities = Buffer.from(
    '{"elicitation":{},"roots":{},"sampling":{},"extensions":{"com.example/x":{}}}',
  );
  const connection = pool.shared('modern');
  for (let again = 0; again < 2; again++) {
    const { envelope } = await json(connection, 'report', '{}', { clientCapabilities });
    expect(envelope['io.modelcontextprotocol/clientCapabilities']).toEqual({
      extensions: { 'com.example/x': {} },
    });
  }
});

describe('UP-23: a server that falls back to the session era', () => {
  it.each([
    ['answers server/discover with an error', testServer('sdk-server.mjs')],
    ['does not answer it', testServer('echo.mjs', [], { timeouts: { initialize_s: 1 } })],
  ])('is reported, and still served, when it %s', async (_how, plain) => {
    const rig = await rigs.open({ servers: { plain } });
    const connection = rig.pool.shared('plain');
    rig.eras.remember('plain', connection.launchKey, 'stateless');
    await connection.start();
    expect(connection.facts()?.era).toBe('session');
    expect(rig.events.filter(({ kind }) => kind === 'server.downgraded')).toMatchObject([
      { server: 'plain', detail: { protocol: '2025-11-25' } },
    ]);
    expect(rig.eras.recall('plain', connection.launchKey)).toBe('session');
  });

  it('says nothing of a server that always spoke it', async () => {
    const rig = await rigs.open({ servers: { plain: testServer('echo.mjs') } });
    await rig.pool.shared('plain').start();
    await rig.pool.restartServer('plain');
    expect(rig.events.filter(({ kind }) => kind === 'server.downgraded')).toEqual([]);
  });
});

describe('which era is asked for first', () => {
  it('a child of the session era is asked nothing but initialize', async () => {
    const rig = await rigs.open({ servers: { strict: testServer('bad-start.mjs', ['strict']) } });
    await rig.pool.shared('strict').start();
    expect(rig.pool.shared('strict').facts()?.era).toBe('session');
  });

  it('a server that is neither is reported with what it said to initialize', async () => {
    const rig = await rigs.open({ servers: { rude: testServer('bad-start.mjs', ['refuses']) } });
    const failure = await failureOf(rig.pool.shared('rude').start());
    expect(failure.message).toBe('It refused initialize with code -32603');
  });
});
