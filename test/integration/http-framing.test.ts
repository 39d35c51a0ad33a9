import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEdge, ping, postBytes, type TestEdge } from '../helpers/edge.ts';
import { RawConnection } from '../helpers/raw-connection.ts';

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

describe('framing', () => {
  const good = () => [`Host: 127.0.0.1:${edge.port}`, `Authorization: Bearer ${edge.tokens.a}`];
  const json = ['Content-Type: application/json'];

  it('P-12 TR-13: both length headers get 400 and close, and the hidden request never runs', async () => {
    const hidden = postBytes(edge.head({ 'Mcp-Session-Id': session }), ping).toString();
    const connection = await RawConnection.open(edge.port);
    await edge.undisturbed(async () => {
      const head = ['POST /mcp HTTP/1.1', ...good(), ...json, 'Content-Length: 5'];
      connection.send(
        `${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n0\r\n\r\n${hidden}`,
      );
      expect((await connection.answer())?.status).toBe(400);
      await connection.closed;
      expect(await connection.answer()).toBeNull();
    });
  });

  it.each([
    ['repeated lengths', 'Content-Length: 40\r\nContent-Length: 41\r\n'],
    ['equal repeated lengths', 'Content-Length: 40\r\nContent-Length: 40\r\n'],
    ['a list of lengths', 'Content-Length: 40, 40\r\n'],
    ['a signed length', 'Content-Length: +40\r\n'],
    ['a folded header', 'X-A: b\r\n folded\r\nContent-Length: 40\r\n'],
    ['a bare LF', 'X-A: b\nContent-Length: 40\r\n'],
    ['a bare CR', 'X-A: b\rX-C: d\r\nContent-Length: 40\r\n'],
    ['a space before the colon', 'Content-Length : 40\r\n'],
    ['a transfer coding before chunked', 'Transfer-Encoding: gzip, chunked\r\n'],
    ['an unknown transfer coding', 'Transfer-Encoding: xchunked\r\n'],
    ['a NUL', 'X-A: b\0\r\nContent-Length: 40\r\n'],
  ])('P-12 TR-13: %s gets 400 and close, and nothing behind it runs', async (_name, lines) => {
    const head = `POST /mcp HTTP/1.1\r\n${[...good(), ...json].join('\r\n')}\r\n`;
    const connection = await RawConnection.open(edge.port);
    await edge.undisturbed(async () => {
      const next = postBytes(edge.head({ 'Mcp-Session-Id': session }), ping).toString();
      connection.send(`${head}${lines}\r\n${ping}${next}`);
      expect((await connection.answer())?.status).toBe(400);
      await connection.closed;
      expect(await connection.answer()).toBeNull();
    });
  });

  it('TR-13: HTTP/1.0, HTTP/2 and an unknown Expect are refused', async () => {
    expect((await edge.raw(['GET /health HTTP/1.0', ...good()])).status).toBe(400);
    expect((await edge.raw(['PRI * HTTP/2.0'], 'SM\r\n\r\n')).status).toBe(400);
    expect((await edge.raw(['GET /health HTTP/1.1', ...good(), 'Expect: tea'])).status).toBe(400);
  });

  it('TR-13: a malformed chunk ends the request with 400', async () => {
    const head = ['POST /mcp HTTP/1.1', ...good(), ...json, 'Transfer-Encoding: chunked'];
    const answer = await edge.undisturbed(() => edge.raw(head, 'zz\r\n'));
    expect(answer.status).toBe(400);
  });

  it('P-13 TR-10: a 17 KiB header and 101 header lines get 431', async () => {
    expect((await send({ 'X-Long': 'x'.repeat(17_408) })).status).toBe(431);
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `X-${at}: 1`);
    expect((await edge.raw(['GET /health HTTP/1.1', ...good(), ...lines(99)])).status).toBe(431);
    expect((await edge.raw(['GET /health HTTP/1.1', ...good(), ...lines(98)])).status).toBe(200);
  });

  it.each([
    'Host',
    'Origin',
    'Authorization',
    'Content-Type',
    'Content-Encoding',
    'Mcp-Session-Id',
    'mcp-protocol-version',
    'MCP-METHOD',
    'Mcp-Param-x',
    'X-Lmcp-Token',
  ])('TR-14: %s sent twice gets 400 and close', async (name) => {
    const host = `127.0.0.1:${edge.port}`;
    const value = name === 'Host' ? host : 'x';
    const lines = name === 'Host' ? [] : [`Host: ${host}`];
    const head = ['GET /health HTTP/1.1', ...lines, `${name}: ${value}`, `${name}: ${value}`];
    const answer = await edge.raw(head);
    expect([answer.status, answer.headers.get('connection')]).toEqual([400, 'close']);
  });

  it('TR-15: targets match exactly, undecoded; others get 404, absolute and asterisk forms 400', async () => {
    const host = `127.0.0.1:${edge.port}`;
    const missing = [
      '/',
      '/MCP',
      '/mcp/',
      '/%6dcp',
      '/mcp/../mcp',
      '//mcp',
      '/mcp/s/',
      '/mcp/s/a/b',
    ];
    missing.push(
      '/mcp/s/..',
      '/mcp/s/%61',
      '/healthz',
      '/health?x=1',
      '/mcp;x=1',
      '/api',
      '/register',
    );
    for (const target of missing) {
      const answer = await edge.raw([`GET ${target} HTTP/1.1`, ...good()]);
      expect([target, answer.status]).toEqual([target, 404]);
    }
    for (const target of [`http://${host}/mcp`, '*', 'mcp']) {
      const answer = await edge.raw([`GET ${target} HTTP/1.1`, ...good()]);
      expect([target, answer.status]).toEqual([target, 400]);
    }
  });

  it('TR-15: other methods get 405 with Allow', async () => {
    for (const method of ['PUT', 'PATCH', 'TRACE']) {
      const answer = await edge.raw([`${method} /mcp HTTP/1.1`, ...good()]);
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([
        method,
        405,
        'GET, POST, DELETE',
      ]);
    }
    const probe = await edge.raw(['POST /health HTTP/1.1', ...good(), 'Content-Length: 0']);
    expect([probe.status, probe.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('TR-28: WebSocket, h2c and CONNECT are refused and closed', async () => {
    for (const protocol of ['websocket', 'h2c']) {
      const connection = await RawConnection.open(edge.port);
      const head = ['GET /mcp HTTP/1.1', ...good(), 'Connection: Upgrade', `Upgrade: ${protocol}`];
      connection.send(`${head.join('\r\n')}\r\n\r\n`);
      expect((await connection.answer())?.status).toBe(400);
      await connection.closed;
    }
    expect((await edge.raw(['CONNECT example.org:443 HTTP/1.1', ...good()])).status).toBe(400);
  });
});
