import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { filesHolding } from '../helpers/file-search.ts';
import { httpCall } from '../helpers/http-call.ts';
import { RawConnection } from '../helpers/raw-connection.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({ uiDir: import.meta.dirname });
});

afterAll(() => engine?.stop());

const json = { 'content-type': 'application/json' };

async function mintCode(): Promise<string> {
  const { link } = await engine.api.management.uiLink({});
  return link.slice(link.indexOf('#code=') + 6);
}

function logIn(code: string, headers: Record<string, string> = {}, method = 'POST') {
  const body = method === 'POST' ? JSON.stringify({ code }) : '';
  return httpCall({
    port: engine.port,
    path: '/api/v1/login',
    method,
    headers: { ...json, ...headers },
    body,
  });
}

async function session(): Promise<string> {
  return JSON.parse((await logIn(await mintCode())).text).value.token;
}

function status(token: string) {
  const headers = { ...json, authorization: `Bearer ${token}` };
  return httpCall({ port: engine.port, path: '/api/v1/engine.status', headers, body: '{}' });
}

function openStream(token: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({
      host: '127.0.0.1',
      port: engine.port,
      path: '/api/v1/events',
      headers: { authorization: `Bearer ${token}` },
      agent: false,
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}

describe('logging in', () => {
  it('MG-3: the link holds the code in its fragment; the code works once, for a token of its own', async () => {
    const { link } = await engine.api.management.uiLink({});
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${engine.port}/ui/#code=[\\w-]{32}$`));
    const code = link.slice(link.indexOf('=') + 1);
    const answer = await logIn(code);
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const { token } = JSON.parse(answer.text).value;
    expect((await status(token)).status).toBe(200);
    const again = await logIn(code);
    expect([again.status, JSON.parse(again.text).error.code]).toEqual([401, 'unauthorized']);
  });

  it('MG-11 AU-14: asking, logging in and failing are rows; neither code nor token is in them or in any file', async () => {
    const code = await mintCode();
    const { token } = JSON.parse((await logIn(code)).text).value;
    await logIn('wrong');
    expect((await engine.rows('command.given')).at(-1)).toMatchObject({ command: 'ui_link' });
    expect((await engine.rows('operator.signed_in')).at(-1)).toMatchObject({
      actor: { type: 'operator', door: 'http' },
      session: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect((await engine.rows('auth.failed')).at(-1)).toMatchObject({
      reason: 'login_code',
      code: 401,
      actor: { type: 'client', door: 'http' },
    });
    expect(filesHolding(engine.directory, code, token)).toEqual([]);
    expect(engine.logged.join('')).not.toContain(code);
  });

  it('P-81 MG-2: no other origin and no other site logs in, whatever code it has', async () => {
    const code = await mintCode();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
    ] as const) {
      expect((await logIn(code, headers)).status, JSON.stringify(headers)).toBe(403);
    }
    const own = { origin: `http://127.0.0.1:${engine.port}`, 'sec-fetch-site': 'same-origin' };
    expect((await logIn(code, own)).status).toBe(200);
  });

  it('MG-10: only a code is taken, by POST, as JSON', async () => {
    const code = await mintCode();
    expect((await logIn(code, {}, 'GET')).status).toBe(405);
    expect((await logIn(code, { 'content-type': 'text/plain' })).status).toBe(415);
    for (const body of ['{}', '{"code":1}', `{"code":"${code}","x":1}`, '[]', '"x"']) {
      const call = { port: engine.port, path: '/api/v1/login', headers: json, body };
      expect((await httpCall(call)).status, body).toBe(400);
    }
    expect((await logIn(code)).status).toBe(200);
  });

  it('MG-3: a browser that is logged in cannot ask for another link', async () => {
    const headers = { ...json, authorization: `Bearer ${await session()}` };
    const path = '/api/v1/management.uiLink';
    const answer = await httpCall({ port: engine.port, path, headers, body: '{}' });
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'not_available' } });
  });

  it('AU-7: the token of a session opens no /mcp', async () => {
    const headers = {
      ...json,
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${await session()}`,
    };
    const answer = await httpCall({ port: engine.port, path: '/mcp', headers, body: '{}' });
    expect(answer.status).toBe(401);
  });

  it('AU-8: a request whose body ends after its session did is refused', async () => {
    const token = await session();
    const slow = await RawConnection.open(engine.port);
    const head = [
      'POST /api/v1/engine.status HTTP/1.1',
      `Host: 127.0.0.1:${engine.port}`,
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      'Content-Length: 2',
      'Connection: close',
    ];
    slow.send(`${head.join('\r\n')}\r\n\r\n{`);
    // By the time that another request is answered the first one was admitted.
    expect((await status(token)).status).toBe(200);
    await engine.api.management.rotate({});
    slow.send('}');
    await slow.closed;
    expect(slow.received).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('AU-8 AU-10: rotating the management token ends every session, its streams and writes its row', async () => {
    const token = await session();
    const stream = await openStream(token);
    stream.resume();
    const ended = once(stream, 'end');
    await engine.api.management.rotate({});
    await ended;
    expect((await status(token)).status).toBe(401);
    expect((await engine.rows('operator.signed_out')).at(-1)).toMatchObject({ why: 'revoked' });
    const later = await session();
    const code = await mintCode();
    await engine.api.management.rotate({});
    expect((await status(later)).status).toBe(401);
    // Nor does a link that was asked for before it.
    expect((await logIn(code)).status).toBe(401);
  });

  it('AU-12: a storm of wrong codes is throttled, a right one still works', async () => {
    const code = await mintCode();
    const answers = await Promise.all(Array.from({ length: 40 }, () => logIn('x'.repeat(32))));
    expect(answers.map((answer) => answer.status)).toContain(429);
    expect((await logIn(code)).status).toBe(200);
  });
});

it('a host without the page gives no link', async () => {
  const other = await startEngine({});
  await expect(other.api.management.uiLink({})).rejects.toMatchObject({ code: 'not_available' });
  await other.stop();
});
