import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/upstream/connection.ts';
import { type HttpUpstream, sentMessages, startHttpUpstream } from '../helpers/http-upstream.ts';
import { callTool, createRigs, resultText, toolText } from '../helpers/upstream-rig.ts';

const args = '{"n":9007199254740993,"f":1.0,"e":1E2,"2":0,"1":0}';
const rigs = createRigs();
let upstream: HttpUpstream;

beforeAll(async () => {
  upstream = await startHttpUpstream();
});
afterEach(() => rigs.closeAll());
afterAll(() => upstream.kill());

/** A pool with one server of the given manner. */
async function open(manner: string, label: string, more: Record<string, unknown> = {}) {
  const rig = await rigs.open({ servers: { web: upstream.entry(manner, label, more) } });
  return { rig, connection: rig.pool.shared('web') };
}

/** Any request; params are JSON text. */
function ask(connection: Connection, method: string, params: string) {
  const { signal } = new AbortController();
  return connection.request({ method, params: [Buffer.from(params)], timeoutMs: 10_000, signal });
}

describe('HTTP upstreams', () => {
  for (const manner of ['json', 'stream', 'cut', 'old', 'moved']) {
    it(`PO-10: the bytes of arguments and result pass verbatim (${manner})`, async () => {
      const label = `bytes-${manner}`;
      const { connection } = await open(manner, label);
      const text = resultText(await callTool(connection, 'echo', args));
      expect(text).toContain(',"n":[1.0, 9007199254740993,1E2]}');
      expect(JSON.parse(text).raw).toContain(`"arguments":${args}`);
      const calls = sentMessages(await upstream.log(label), 'tools/call');
      expect(calls).toHaveLength(1);
    });
  }

  it('UP-15: initialize offers no roots, sampling or elicitation', async () => {
    const { connection } = await open('json', 'offers');
    await connection.start();
    const [initialize] = sentMessages(await upstream.log('offers'), 'initialize');
    expect(initialize).toMatchObject({ params: { capabilities: {} } });
  });

  it('repeats session and version on every later message, and ends the session at stop', async () => {
    const { connection } = await open('json', 'session', { headers: { 'X-Own': 'yes' } });
    await callTool(connection, 'echo');
    await connection.stop('test');
    const [probe, first, ...later] = await upstream.log('session');
    expect(probe?.headers).toMatchObject({ 'mcp-method': 'server/discover', 'x-own': 'yes' });
    expect(first?.headers).not.toHaveProperty('mcp-session-id');
    expect(first?.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'x-own': 'yes',
    });
    const ids = new Set(later.map(({ headers }) => headers['mcp-session-id']));
    expect([...ids]).toEqual([expect.stringMatching(/^s-\d+$/)]);
    const versions = new Set(later.map(({ headers }) => headers['mcp-protocol-version']));
    expect([...versions]).toEqual(['2025-11-25']);
    expect(new Set(later.map(({ headers }) => headers['x-own']))).toEqual(new Set(['yes']));
    expect(later.at(-1)?.verb).toBe('DELETE');
    expect(connection.state).toBe('stopped');
  });

  it('sends the host name as it was configured', async () => {
    const url = `http://localhost:${upstream.port}/json/host`;
    const { connection } = await open('json', 'host', { url });
    const { host } = JSON.parse(toolText(await callTool(connection, 'headers')));
    expect(host).toBe(`localhost:${upstream.port}`);
  });

  it('sends headers with their references resolved, and lets none of them change the framing', async () => {
    const headers = { Authorization: 'Bearer ${secret:web/TOKEN}', 'Content-Length': '3' };
    const rig = await rigs.open({
      servers: { web: upstream.entry('json', 'references', { headers }) },
    });
    await rig.secrets.set('server/web/TOKEN', 'upstream-secret');
    const connection = rig.pool.shared('web');
    const seen = JSON.parse(toolText(await callTool(connection, 'headers')));
    expect(seen.authorization).toBe('Bearer upstream-secret');
    expect(Number(seen['content-length'])).toBeGreaterThan(20);
    expect(rig.logged.join()).not.toContain('upstream-secret');
  });

  it.each(['json', 'forgetful'])(
    'a session that the server forgot fails that call alone, unrepeated; the next one begins anew (%s)',
    async (manner) => {
      const label = `forgot-${manner}`;
      const { connection } = await open(manner, label);
      await connection.start();
      const failure = await callTool(connection, 'forget').catch((error) => error);
      expect(failure).toMatchObject({ data: { sent: 'whole', cause: 'upstream_error' } });
      expect(connection.state).toBe('stopped');
      expect(resultText(await callTool(connection, 'echo'))).toContain('tools/call');
      const entries = await upstream.log(label);
      expect(sentMessages(entries, 'initialize')).toHaveLength(2);
      expect(sentMessages(entries, 'tools/call')).toHaveLength(2);
    },
  );

  it.each(['json', 'forgetful'])(
    'a session that the server forgot is begun anew once for anything but a call (%s)',
    async (manner) => {
      const label = `anew-${manner}`;
      const { connection } = await open(manner, label);
      await ask(connection, 'resources/subscribe', '{"uri":"note://1"}');
      await callTool(connection, 'amnesia');
      const answers = await Promise.all([
        ask(connection, 'resources/read', '{"uri":"note://1"}'),
        ask(connection, 'resources/read', '{"uri":"note://2"}'),
      ]);
      expect(answers.map(resultText)).toEqual(['{}', '{}']);
      expect(connection.state).toBe('ready');
      const entries = await upstream.log(label);
      expect(sentMessages(entries, 'initialize')).toHaveLength(2);
      expect(sentMessages(entries, 'resources/read').length).toBeLessThanOrEqual(4);
    },
  );

  it('a new session is asked again for what clients subscribed to, and for their level', async () => {
    const { connection } = await open('json', 'replay');
    await ask(connection, 'resources/subscribe', '{"uri":"note://1"}');
    await ask(connection, 'resources/subscribe', '{"uri":"note://2"}');
    await ask(connection, 'resources/unsubscribe', '{"uri":"note://1"}');
    await ask(connection, 'logging/setLevel', '{"level":"notice"}');
    await connection.stop('test');
    await connection.start();
    const told = async (method: string) =>
      sentMessages(await upstream.log('replay'), method).map(({ params }) => params);
    const level = { level: 'notice' };
    await expect.poll(() => told('logging/setLevel')).toEqual([level, level]);
    await expect
      .poll(() => told('resources/subscribe'))
      .toEqual([{ uri: 'note://1' }, { uri: 'note://2' }, { uri: 'note://2' }]);
  });

  it('UP-12: progress is mapped to its call by token, and dropped above 10 a second', async () => {
    const { connection } = await open('stream', 'progress');
    const received: string[] = [];
    await callTool(connection, 'progress', '{}', {
      progress: { token: '"p-17"', received: (params) => received.push(`${Buffer.from(params)}`) },
    });
    expect(received).toEqual(
      Array.from({ length: 10 }, (_, step) => `{"progressToken":"p-17", "progress":${step}}`),
    );
  });

  it('P-59 UP-15: sampling, elicitation and roots are refused upstream, ping is answered', async () => {
    const { connection } = await open('stream', 'asks');
    await callTool(connection, 'asks');
    const answers = (await upstream.log('asks', '"id":"q3","result":{}')).map(({ body }) => body);
    for (const id of ['q0', 'q1', 'q2']) {
      await upstream.log('asks', `"id":"${id}","error":{"code":-32601`);
    }
    expect(answers).toContain('{"jsonrpc":"2.0","id":"q3","result":{}}');
    expect(connection.status().counters.refusedRequests).toBe(3);
  });

  it('P-46 UP-3: a description that changes after list_changed withdraws the tool until it is approved', async () => {
    const { rig, connection } = await open('json', 'changes');
    await connection.start();
    const before = rig.definitions.of('web');
    expect([...before.approved.keys()]).toEqual(['echo', 'headers', 'change']);
    expect(before.approved.get('echo')?.json).toContain(', "x":[1.0,9007199254740993]}');
    const changed = new Promise((resolve) => rig.definitions.onChanged(resolve));
    await callTool(connection, 'change');
    expect(await changed).toBe('web');
    const after = rig.definitions.of('web');
    expect([...after.changed.keys()]).toEqual(['echo']);
    expect(after.changed.get('echo')?.json).toContain('Says something else');
    expect(rig.definitions.approve('web')).toEqual(['echo']);
  });

  it('P-48 P-49 P-50 P-52: hostile definitions are dropped with a reason, nothing is fetched, the rest stays', async () => {
    const { rig, connection } = await open('hostile', 'hostile');
    await connection.start();
    const { approved, refused } = rig.definitions.of('web');
    expect([...approved.keys()]).toEqual(['fine']);
    expect(Object.fromEntries(refused)).toEqual({
      escape: 'control characters in description: \\u{1B}',
      hidden: 'zero-width characters in description: \\u{200B}',
      huge: 'inputSchema is larger than 65536 bytes',
      remote: 'inputSchema refers to another document with $ref',
    });
    expect(await upstream.log('fetched')).toEqual([]);
  });

  it('P-51 UP-9: of 10,000 tools 512 are kept and the server is degraded', async () => {
    const { rig, connection } = await open('many', 'many');
    await connection.start();
    expect(rig.definitions.of('web').approved.size).toBe(512);
    expect(connection.status()).toMatchObject({
      state: 'ready',
      detail: 'Degraded: too many tools',
    });
  });

  it('an error of the server and isError pass as they are', async () => {
    const { connection } = await open('json', 'errors');
    expect(await callTool(connection, 'fails')).toMatchObject({ kind: 'result', isError: true });
    for (const tool of ['refuses', 'error-in-400']) {
      const reply = await callTool(connection, tool);
      expect(reply).toMatchObject({ kind: 'error', code: -32050 });
      if (reply.kind === 'error')
        expect(Buffer.from(reply.error).toString()).toBe(
          '{"code":-32050,"message":"no","data":{"n":1.0}}',
        );
    }
  });

  it('many calls at once share few connections and get their own answers', async () => {
    const { connection } = await open('json', 'many-calls');
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) => callTool(connection, 'echo', `{"i":${index}}`)),
    );
    replies.forEach((reply, index) => {
      expect(JSON.parse(resultText(reply)).raw).toContain(`"arguments":{"i":${index}}`);
    });
    expect(connection.status()).toMatchObject({ inFlight: 0, counters: { unknownIds: 0 } });
  });

  it('first uses at the same time share one start', async () => {
    const { connection } = await open('json', 'single-flight');
    await Promise.all(Array.from({ length: 5 }, () => callTool(connection, 'echo')));
    expect(sentMessages(await upstream.log('single-flight'), 'initialize')).toHaveLength(1);
  });
});
