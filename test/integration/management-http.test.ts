import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { httpCall } from '../helpers/http-call.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;
let token: string;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['echo'] } },
      servers: { echo: testServer('echo.mjs') },
    },
  });
  token = (await engine.api.management.rotate({})).token;
});

afterAll(() => engine?.stop());

function call(path: string, more: Record<string, string> = {}, method = 'POST', body = '{}') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...more };
  return httpCall({ port: engine.port, path, method, headers, body });
}

/** Of the registry in force, as a form would have seen it. */
const digest = async () => (await engine.api.servers.list({})).sha256;

/** Rows of this kind that came after `work` began. */
async function rowsOf(kind: string, work: () => Promise<unknown>) {
  const before = (await engine.rows(kind)).length;
  await work();
  return (await engine.rows(kind)).slice(before);
}

describe('who may come in', () => {
  it('MG-1 MG-3: nothing of /api answers without the token in its header', async () => {
    const paths = ['/api/v1/engine.status', '/api/v1/nope.nope', '/api/v1/events', '/api/', '/api'];
    for (const path of paths) {
      const headers = { 'content-type': 'application/json', cookie: `token=${token}` };
      const answer = await httpCall({ port: engine.port, path, headers, body: '{}' });
      expect(answer.status, path).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    const inQuery = await httpCall({
      port: engine.port,
      path: `/api/v1/engine.status?access_token=${token}`,
      headers: { 'content-type': 'application/json' },
    });
    expect(inQuery.status).toBe(401);
    expect((await call('/api/v1/engine.status')).status).toBe(200);
  });

  it('P-30 AU-7: a client token opens no /api, a management token no /mcp; both are on record', async () => {
    const clientToken = await engine.token('a');
    const rows = await rowsOf('auth.failed', async () => {
      const onApi = await call('/api/v1/engine.status', { authorization: `Bearer ${clientToken}` });
      expect(onApi.status).toBe(401);
      const onMcp = await call('/mcp', { accept: 'application/json, text/event-stream' });
      expect(onMcp.status).toBe(401);
    });
    expect(rows).toMatchObject([
      { reason: 'wrong_kind', code: 401, actor: { type: 'client', door: 'http' } },
      { reason: 'wrong_kind', code: 401, actor: { type: 'client', door: 'mcp' } },
    ]);
    expect(JSON.stringify(rows)).not.toContain(clientToken);
  });

  it.each(['POST', 'GET', 'PUT', 'DELETE', 'OPTIONS'])(
    'P-81 MG-2: %s from another origin is refused, whatever token it has',
    async (method) => {
      const path = '/api/v1/engine.status';
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: `http://localhost:${engine.port}` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ]) {
        const answer = await call(path, headers, method, '');
        expect(answer.status, JSON.stringify(headers)).toBe(403);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    },
  );

  it('MG-2: the same origin passes (the control)', async () => {
    const headers = {
      origin: `http://127.0.0.1:${engine.port}`,
      'sec-fetch-site': 'same-origin',
    };
    expect((await call('/api/v1/engine.status', headers)).status).toBe(200);
  });

  it('TR-4 MG-2: a foreign Host is refused before the token is looked at', async () => {
    const answer = await call('/api/v1/engine.status', { host: 'evil.example' });
    expect(answer.status).toBe(403);
  });
});

describe('exports', () => {
  it('MG-1 MG-3: an export is handed out by header alone, whole, and once', async () => {
    const made = await call(
      '/api/v1/audit.export',
      {},
      'POST',
      JSON.stringify({ path: 'mine.jsonl' }),
    );
    const report = JSON.parse(made.text).value;
    const path = '/api/v1/exports/mine.jsonl';
    expect((await call(path, { authorization: 'Bearer nothing' }, 'GET', '')).status).toBe(401);
    expect((await call(path, {}, 'POST', '{}')).status).toBe(405);
    const file = await call(path, {}, 'GET', '');
    expect(file).toMatchObject({
      status: 200,
      headers: { 'content-disposition': 'attachment; filename="mine.jsonl"' },
    });
    expect(createHash('sha256').update(file.text).digest('hex')).toBe(report.sha256);
    expect((await call(path, {}, 'GET', '')).status).toBe(404);
    for (const hostile of ['..%2fstate.db', '.lmcp', '../state.db', 'a/b'])
      expect((await call(`/api/v1/exports/${hostile}`, {}, 'GET', '')).status).toBe(404);
  });
});

describe('what may be sent', () => {
  it('MG-10: an unknown field is 400, a body over 1 MiB is 413, another type is 415', async () => {
    const unknown = await call('/api/v1/engine.status', {}, 'POST', '{"x":1}');
    expect(unknown.status).toBe(400);
    expect(JSON.parse(unknown.text)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    const large = `{"x":"${'y'.repeat(1_048_576)}"}`;
    expect((await call('/api/v1/engine.status', {}, 'POST', large)).status).toBe(413);
    const chunked = { 'transfer-encoding': 'chunked' };
    expect((await call('/api/v1/engine.status', chunked, 'POST', large)).status).toBe(413);
    const text = await call('/api/v1/engine.status', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    for (const body of ['[]', 'null', '"x"', '{', '\xff'])
      expect((await call('/api/v1/engine.status', {}, 'POST', body)).status, body).toBe(400);
  });

  it.each([
    '/api/v1/engine%2estatus',
    '/api/v1/%65ngine.status',
    '/api/v1/../v1/engine.status',
    '/api/v1//engine.status',
    '/api/v1/engine.status/',
    '/api/v1/engine.status?x=1',
    '/api/v1/engine.Status.x',
    '/api/v2/engine.status',
  ])('MG-12: %s is no method', async (path) => {
    expect((await call(path)).status).toBe(404);
  });

  it.each(['/API/v1/engine.status', '/%61pi/v1/engine.status', '/x/../api/v1/engine.status'])(
    'MG-12: %s is not the API',
    async (path) => {
      const answer = await call(path);
      expect([400, 404]).toContain(answer.status);
      expect(answer.text).not.toContain(engine.dataDir);
    },
  );

  it('a method is called with POST, and says so', async () => {
    const answer = await call('/api/v1/engine.status', {}, 'GET', '');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('what HTTP may not do', () => {
  it('P-82 MG-4 MG-5: no command comes in over HTTP: nothing is written, nothing is started', async () => {
    const before = await readFile(engine.registryPath, 'utf8');
    const entry = { transport: 'stdio', command: 'touch', args: [join(engine.directory, 'made')] };
    const expectedSha256 = await digest();
    const change = (path: string[], value: string) => {
      const changes = [{ path, value }];
      return { id: 'echo', changes, expectedSha256 };
    };
    const attempts: [string, unknown][] = [
      ['servers.add', { id: 'x', entry, expectedSha256 }],
      ['servers.update', change(['command'], 'touch')],
      ['servers.update', change(['env', 'PATH'], '/x')],
      ['servers.test', { id: 'x', ...entry }],
      ['servers.test', { id: 'x' }],
    ];
    for (const [method, input] of attempts) {
      const answer = await call(`/api/v1/${method}`, {}, 'POST', JSON.stringify(input));
      expect(answer.status, method).toBeGreaterThanOrEqual(400);
      expect(answer.status, method).toBeLessThan(500);
    }
    expect(await readFile(engine.registryPath, 'utf8')).toBe(before);
    expect(await readdir(engine.directory)).not.toContain('made');
  });

  it('MG-5: a terminal shows what is asked for and the code that allows exactly that, once', async () => {
    const entry = {
      transport: 'stdio',
      command: 'node',
      args: ['-e', '0'],
      env: { LEVEL: 'canary' },
    };
    const seen = { expectedSha256: await digest() };
    const add = (id: string, more: Record<string, string>) =>
      call('/api/v1/servers.add', more, 'POST', JSON.stringify({ id, entry, ...seen }));
    const first = await add('agreed', {});
    expect(JSON.parse(first.text)).toMatchObject({
      error: {
        code: 'consent_required',
        data: { lines: ['Register the server agreed', 'node -e 0', 'env: LEVEL'] },
      },
    });
    const overHttp = await call('/api/v1/management.consents');
    expect(JSON.parse(overHttp.text).error.code).toBe('not_available');
    const { waiting } = await engine.api.management.consents({});
    const asked = waiting.find(({ lines }) => lines[0] === 'Register the server agreed');
    expect(asked?.lines).toEqual(['Register the server agreed', 'node -e 0', 'env: LEVEL']);
    const consent = { 'x-lmcp-consent': asked?.code ?? '' };
    expect((await add('another', consent)).status).toBe(403);
    expect((await add('agreed', { 'x-lmcp-consent': '0000-0000' })).status).toBe(403);
    expect((await add('agreed', consent)).status).toBe(200);
    expect((await engine.rows('command.given')).at(-1)).toMatchObject({
      actor: { type: 'operator', door: 'http' },
      command: 'consent',
      method: 'servers.add',
    });
    const changes = [{ path: ['command'], value: 'touch' }];
    const change = { id: 'agreed', changes, expectedSha256: await digest() };
    const update = await call('/api/v1/servers.update', consent, 'POST', JSON.stringify(change));
    expect(update.status).toBe(403);
    expect((await engine.api.servers.get({ id: 'agreed' })).entry.command).toBe('node');
  });

  it('an export over HTTP stays inside the data directory', async () => {
    for (const path of ['/tmp/x.jsonl', '../x', 'a/b', '.hidden', '']) {
      const answer = await call('/api/v1/audit.export', {}, 'POST', JSON.stringify({ path }));
      expect(answer.status, path).toBe(400);
    }
    const answer = await call('/api/v1/audit.export', {}, 'POST', '{"path":"rows.jsonl"}');
    expect(JSON.parse(answer.text).value.path).toBe(join(engine.dataDir, 'exports', 'rows.jsonl'));
  });

  it('says that there is no control center, and holds no data there', async () => {
    const answer = await httpCall({ port: engine.port, path: '/ui', method: 'GET' });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});

describe('event streams', () => {
  function open(bearer: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${bearer}` };
      request({
        host: '127.0.0.1',
        port: engine.port,
        path: '/api/v1/events',
        headers,
        agent: false,
      })
        .on('response', resolve)
        .on('error', reject)
        .end();
    });
  }

  it('tell what changes, to at most 50, and end with their token', async () => {
    const streams = await Promise.all(Array.from({ length: 50 }, () => open(token)));
    expect(streams.map(({ statusCode }) => statusCode)).toEqual(Array(50).fill(200));
    const refused = await open(token);
    expect(refused.statusCode).toBe(429);
    refused.resume();

    const [first] = streams;
    if (first === undefined) throw new Error('no stream');
    let text = '';
    const told = new Promise<void>((resolve) =>
      first.on('data', (part) => {
        text += part;
        if (text.includes('event: audit.appended')) resolve();
      }),
    );
    for (const stream of streams.slice(1)) stream.resume();
    await engine.api.clients.reveal({ id: 'a' });
    await told;

    const ended = Promise.all(streams.map((stream) => once(stream, 'end')));
    const before = token;
    token = (await engine.api.management.rotate({})).token;
    await ended;
    expect(
      (await call('/api/v1/engine.status', { authorization: `Bearer ${before}` })).status,
    ).toBe(401);
  });
});
