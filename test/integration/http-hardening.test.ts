import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEdge, ping, type TestEdge } from '../helpers/edge.ts';
import type { RawAnswer } from '../helpers/raw-connection.ts';

let edge: TestEdge;
let session: string;

beforeAll(async () => {
  edge = await openEdge({ limits: { failures: 1_000, refusalRows: 1_000 } });
  session = await edge.session();
});
afterAll(() => edge.close());

/** A good POST in the session but for what `more` changes. */
function send(more: Readonly<Record<string, string | null>> = {}, body: string | Buffer = ping) {
  return edge.post(body, { 'Mcp-Session-Id': session, ...more });
}

describe('Host and Origin', () => {
  it('P-01 TR-4: a foreign Host gets 403, nothing upstream, one rejected_host row', async () => {
    const before = edge.rows('request.refused').length;
    const answer = await edge.undisturbed(() => send({ Host: `attacker.example:${edge.port}` }));
    expect([answer.status, answer.headers.get('connection')]).toEqual([403, 'close']);
    const reasons = edge
      .rows('request.refused')
      .slice(before)
      .map((row) => row.reason);
    expect(reasons).toEqual(['rejected_host']);
  });

  it('P-02 P-03 TR-5 TR-6: a foreign Origin and null get 403 without CORS headers, on every path and method', async () => {
    for (const origin of ['https://attacker.example', 'null', '']) {
      const answer = await edge.undisturbed(() => send({ Origin: origin }));
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(corsHeaders(answer)).toEqual([]);
    }
    const host = `Host: 127.0.0.1:${edge.port}`;
    for (const line of ['GET /health', 'GET /nowhere', 'DELETE /mcp', 'GET /.well-known/x']) {
      const answer = await edge.raw([`${line} HTTP/1.1`, host, 'Origin: null']);
      expect([line, answer.status]).toEqual([line, 403]);
    }
  });

  it('P-04 TR-4: no Origin and a listed Host pass, in any case of its letters', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const answer = await send({ Host: `${host}:${edge.port}` });
      expect([host, answer.status]).toEqual([host, 200]);
    }
  });

  it('TR-4: the Host is compared byte for byte: near misses get 403, missing or malformed ones 400', async () => {
    const refused = ['127.0.0.1', `127.0.0.1:0${edge.port}`, `127.1:${edge.port}`];
    refused.push(`localhost.:${edge.port}`, `127.0.0.1:${edge.port}.attacker.example`);
    for (const host of refused)
      expect([host, (await send({ Host: host })).status]).toEqual([host, 403]);
    for (const host of [null, '', `127.0.0.1:${edge.port}/@x`, `user@127.0.0.1:${edge.port}`]) {
      expect([host, (await send({ Host: host })).status]).toEqual([host, 400]);
    }
  });

  it('P-06 TR-6: a preflight is refused and gets no CORS header, with an Origin or without', async () => {
    const head = ['OPTIONS /mcp HTTP/1.1', `Host: 127.0.0.1:${edge.port}`];
    head.push(
      'Access-Control-Request-Method: POST',
      'Access-Control-Request-Headers: authorization',
    );
    const bare = await edge.raw(head);
    expect([bare.status, bare.headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
    const crossed = await edge.raw([...head, 'Origin: https://attacker.example']);
    expect(crossed.status).toBe(403);
    expect([...corsHeaders(bare), ...corsHeaders(crossed)]).toEqual([]);
  });
});

describe('media', () => {
  it.each([
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    null,
    '',
  ])('P-05 TR-7: JSON sent as %j gets 415, with a token or without', async (type) => {
    const known = await edge.undisturbed(() => send({ 'Content-Type': type }));
    const stranger = await send({ 'Content-Type': type, Authorization: null });
    expect([known.status, stranger.status]).toEqual([415, 415]);
  });

  it('TR-7: application/json passes with charset UTF-8 and no other', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      expect([type, (await send({ 'Content-Type': type })).status]).toEqual([type, 200]);
    }
    for (const type of [
      'application/json; charset=utf-16',
      'application/json, text/plain',
      'application/json; a=b',
    ]) {
      expect([type, (await send({ 'Content-Type': type })).status]).toEqual([type, 415]);
    }
  });

  it('TR-8: any content coding but identity gets 415', async () => {
    expect((await send({ 'Content-Encoding': 'gzip' })).status).toBe(415);
    expect((await send({ 'Content-Encoding': 'identity, br' })).status).toBe(415);
    expect((await send({ 'Content-Encoding': 'identity' })).status).toBe(200);
  });
});

describe('answers', () => {
  it('TR-25: carry no-store and nosniff, and nothing about the product or the machine', async () => {
    const answers = [await send(), await send({ Host: 'x' }), await send({ Authorization: null })];
    answers.push(
      await send({}, '{'),
      await send({ 'Content-Type': null }),
      await send({ 'X-Long': 'x'.repeat(17_408) }),
    );
    answers.push(await edge.raw(['GET /health HTTP/1.1', `Host: 127.0.0.1:${edge.port}`]));
    const allowed = [
      'allow',
      'cache-control',
      'connection',
      'content-length',
      'content-type',
      'date',
    ];
    allowed.push('keep-alive', 'www-authenticate', 'x-content-type-options');
    for (const answer of answers) {
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect([...answer.headers.keys()].filter((name) => !allowed.includes(name))).toEqual([]);
      expect(answer.body).not.toMatch(/node_modules|\.ts:|\/src\/|at \w+ \(/);
    }
  });

  it('TR-15: discovery paths are 404 without a token and no failed authentication', async () => {
    const before = edge.rows('auth.failed').length;
    const host = `Host: 127.0.0.1:${edge.port}`;
    for (const line of ['GET /.well-known/oauth-protected-resource/mcp', 'POST /register']) {
      const answer = await edge.raw([`${line} HTTP/1.1`, host, 'Content-Length: 0']);
      expect([line, answer.status]).toEqual([line, 404]);
    }
    expect(edge.rows('auth.failed').length).toBe(before);
  });
});

function corsHeaders(answer: RawAnswer): string[] {
  return [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
}
