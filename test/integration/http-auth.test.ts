import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeToken } from '../../src/core/secrets/token-format.ts';
import {
  initialize,
  openEdge,
  ping,
  type TestEdge,
  type TestEdgeOptions,
} from '../helpers/edge.ts';
import { type RawAnswer, RawConnection } from '../helpers/raw-connection.ts';
import { SkippingClock } from '../helpers/skipping-clock.ts';

const lastChunk = /\r\n0\r\n\r\n$/;
let edge: TestEdge;

async function openWith(options: TestEdgeOptions = {}): Promise<void> {
  await edge.close();
  edge = await openEdge(options);
}

beforeEach(async () => {
  edge = await openEdge();
});
afterEach(() => edge.close());

const bearer = (token: string | null) => ({
  Authorization: token === null ? null : `Bearer ${token}`,
});
const reasons = () => edge.rows('auth.failed').map((row) => row.reason);

describe('bearer tokens', () => {
  it('P-24 AU-1: a request without Authorization gets 401 with a challenge, before its body is read', async () => {
    const answer = await edge.undisturbed(() => edge.post('not JSON', bearer(null)));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(reasons()).toEqual(['missing']);
  });

  it('P-25 AU-1: four bad tokens get byte-identical answers and four reasons', async () => {
    const clock = new SkippingClock();
    await openWith({ clock, clients: { c: {} } });
    const { tokens } = edge.rooms;
    const { token: expired } = await tokens.mintClient('c', { ttlS: 60 });
    expect((await edge.post(initialize, bearer(expired))).status).toBe(200);
    clock.skip(60_000);
    await tokens.revoke('b');
    const answers: RawAnswer[] = [];
    for (const token of [makeToken('client'), expired, edge.tokens.b, 'lmcp_c_short']) {
      answers.push(await edge.undisturbed(() => edge.post(ping, bearer(token))));
    }
    const seen = answers.map(({ status, headers, body }) => {
      const kept = [...headers].filter(([name]) => name !== 'date');
      return JSON.stringify([status, kept, body]);
    });
    expect(new Set(seen).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
    expect(reasons()).toEqual(['unknown', 'expired', 'revoked', 'malformed']);
  });

  it('P-28 AU-9: after a rotation the old token works for its grace and no longer', async () => {
    const clock = new SkippingClock();
    await openWith({ clock });
    const rotated = await edge.rooms.tokens.rotate('a', { graceS: 600 });
    const status = async (token: string) => (await edge.post(initialize, bearer(token))).status;
    clock.skip(1_000);
    expect([await status(edge.tokens.a), await status(rotated.token)]).toEqual([200, 200]);
    clock.skip(600_000);
    expect([await status(edge.tokens.a), await status(rotated.token)]).toEqual([401, 200]);
  });

  it('AU-1: other schemes, several places at once and an empty bearer are refused alike', async () => {
    const { a } = edge.tokens;
    const tries = [{ Authorization: `Basic ${a}` }, { Authorization: 'Bearer ' }];
    const pair = { 'X-Client-Id': 'a', 'X-Lmcp-Token': a };
    const answers: RawAnswer[] = [];
    for (const more of [...tries, pair, { Authorization: `Bearer ${a} x` }]) {
      answers.push(await edge.undisturbed(() => edge.post(initialize, more)));
    }
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('AU-6: X-Client-Id with X-Lmcp-Token is the same as a bearer, and both must fit together', async () => {
    const { a, b } = edge.tokens;
    const pair = (id: string, token: string) => ({
      ...bearer(null),
      'X-Client-Id': id,
      'X-Lmcp-Token': token,
    });
    expect((await edge.post(initialize, pair('a', a))).status).toBe(200);
    expect((await edge.post(initialize, pair('a', b))).status).toBe(401);
    expect((await edge.post(initialize, { ...bearer(null), 'X-Lmcp-Token': a })).status).toBe(401);
    expect((await edge.post(initialize, { ...bearer(a), 'X-Client-Id': 'b' })).status).toBe(401);
    expect(reasons()).toEqual(['client_mismatch', 'client_mismatch', 'client_mismatch']);
  });

  it('P-26 AU-6: a token in the query, a cookie or the body is refused and written nowhere', async () => {
    const { a } = edge.tokens;
    const places = [`/mcp?access_token=${a}`, `/mcp?client_id=a&token=${a}`, `/mcp/s/${a}`];
    for (const target of places) {
      const answer = await edge.undisturbed(() => edge.post(initialize, bearer(null), target));
      expect([target.slice(0, 12), answer.status]).toEqual([target.slice(0, 12), 401]);
    }
    const cookie = { ...bearer(null), Cookie: `token=${a}` };
    expect((await edge.post(initialize, cookie)).status).toBe(401);
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { token: a } });
    expect((await edge.post(body, bearer(null))).status).toBe(401);
    await edge.rooms.audit.event({ kind: 'export.made', actor: { type: 'engine', door: 'file' } });
    expect(filesHolding(edge.directory, a)).toEqual([]);
    expect(JSON.stringify(edge.log.entries)).not.toContain(a);
  });

  it('AU-6: ?client_id=&token= works only where the entry of the client allows it', async () => {
    await openWith({ clients: { a: { allow_url_token: true } } });
    const { a, b } = edge.tokens;
    const at = (target: string) => edge.post(initialize, bearer(null), target);
    expect((await at(`/mcp?client_id=a&token=${a}`)).status).toBe(200);
    expect((await at(`/mcp?token=${a}&client_id=a`)).status).toBe(200);
    expect((await at(`/mcp?client_id=b&token=${b}`)).status).toBe(401);
    expect((await at(`/mcp?client_id=b&token=${a}`)).status).toBe(401);
    expect((await at(`/mcp?client_id=a&token=${a}&x=1`)).status).toBe(401);
    expect((await at(`/mcp?client_id=a&token=${a}&token=${a}`)).status).toBe(401);
    expect(reasons()).toEqual(['url_token', 'client_mismatch', 'missing', 'missing']);
    expect((await edge.post(initialize, bearer(a), '/mcp?x=1')).status).toBe(404);
    expect(filesHolding(edge.directory, a)).toEqual([]);
  });

  it('P-30 AU-7: a management token opens no /mcp, a client token shows no details, both on record', async () => {
    const { token } = await edge.rooms.tokens.mintManagement();
    const answer = await edge.undisturbed(() => edge.post(initialize, bearer(token)));
    expect(answer.status).toBe(401);
    const status = (shown: string | null) =>
      edge.raw([
        'GET /status HTTP/1.1',
        `Host: 127.0.0.1:${edge.port}`,
        ...(shown === null ? [] : [`Authorization: Bearer ${shown}`]),
      ]);
    expect((await status(edge.tokens.a)).status).toBe(401);
    expect(reasons()).toEqual(['wrong_kind', 'wrong_kind']);
    expect((await status(null)).body).toBe('{"detailed":false}');
    expect((await status(token)).body).toBe('{"detailed":true}');
  });

  it('AU-1: a client that is disabled or not registered is refused like an unknown token', async () => {
    await openWith({ clients: { b: { enabled: false } } });
    const { token } = await edge.rooms.tokens.mintClient('ghost', {});
    const disabled = await edge.undisturbed(() => edge.post(initialize, bearer(edge.tokens.b)));
    const ghost = await edge.undisturbed(() => edge.post(initialize, bearer(token)));
    const missing = await edge.post(initialize, bearer(null));
    expect([disabled.body, ghost.body]).toEqual([missing.body, missing.body]);
    const rows = edge.rows('auth.failed').map(({ reason, client }) => [reason, client]);
    expect(rows).toEqual([
      ['disabled', 'b'],
      ['unregistered', 'ghost'],
      ['missing', undefined],
    ]);
  });
});

describe('checks', () => {
  it('auth-check names the client of a valid token, at most ten times a minute', async () => {
    const check = (path: string, token: string) =>
      edge.raw([
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${edge.port}`,
        `Authorization: Bearer ${token}`,
      ]);
    expect((await check('/auth-check', 'x')).status).toBe(401);
    for (let count = 0; count < 9; count++) {
      expect((await check('/auth-check', edge.tokens.a)).body).toBe('{"ok":true,"client":"a"}');
    }
    expect((await check('/server-check', edge.tokens.a)).body).toBe('{"client":"a"}');
    const over = await check('/server-check', edge.tokens.a);
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await check('/auth-check', edge.tokens.b)).status).toBe(200);
  });
});

describe('floods', () => {
  it('P-29 AU-12: bad tokens turn 429, a valid one is always served, and the flood is counted', async () => {
    const session = await edge.session();
    const statuses: number[] = [];
    for (let count = 0; count < 100; count++) {
      statuses.push((await edge.post(ping, bearer('wrong'))).status);
      if (count % 10 === 0) {
        expect((await edge.post(ping, { 'Mcp-Session-Id': session })).status).toBe(200);
      }
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(90).fill(429)]);
    expect(reasons()).toHaveLength(10);
    await edge.gateway.close(0);
    const counted = edge.rows('auth.failed.more').map(({ count, from_seq }) => [count, from_seq]);
    const first = edge.rows('auth.failed')[9];
    expect(counted).toEqual([[90, first?.seq]]);
  });

  it('AU-1: when the row cannot be written the answer is 503, and nothing is said about the token', async () => {
    await edge.rooms.audit.close();
    const answer = await edge.post(ping, bearer('wrong'));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([503, undefined]);
  });
});

describe('sessions', () => {
  it("P-22 TR-21 AU-11: another client's session, an unknown and an ended one get the same 404; none gets 400", async () => {
    const session = await edge.session();
    const ended = await edge.session();
    expect(session).toMatch(/^[\w-]{32}$/);
    const headers = (id: string) => ({ ...bearer(edge.tokens.b), 'Mcp-Session-Id': id });
    const remove = await deleteSession(ended);
    expect(remove).toBe(200);
    const foreign = await edge.undisturbed(() => edge.post(ping, headers(session)));
    const unknown = await edge.undisturbed(() => edge.post(ping, headers('x'.repeat(32))));
    const gone = await edge.undisturbed(() => edge.post(ping, { 'Mcp-Session-Id': ended }));
    expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    expect([gone.status, gone.body]).toEqual([404, unknown.body]);
    expect((await edge.post(ping)).status).toBe(400);
    expect(await deleteSession(session, edge.tokens.b)).toBe(404);
    expect((await edge.post(ping, { 'Mcp-Session-Id': session })).status).toBe(200);
  });

  it('TR-21: a session belongs to the endpoint that made it', async () => {
    const session = await edge.session();
    const answer = await edge.post(ping, { 'Mcp-Session-Id': session }, '/mcp/s/files');
    expect(answer.status).toBe(404);
  });

  it('P-27 AU-10: revoking closes streams, ends calls and sessions within a second', async () => {
    const session = await edge.session();
    const stream = await openStream(session);
    const call = await RawConnection.open(edge.port);
    const wait = '{"jsonrpc":"2.0","id":7,"method":"wait"}';
    call.send(edge.bytes(wait, { 'Mcp-Session-Id': session }));
    await edge.until('wait');
    const startMs = performance.now();
    await edge.rooms.tokens.revoke('a');
    const answer = await call.answer();
    await Promise.all([stream.until(lastChunk), call.closed]);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(answer?.status).toBe(401);
    expect(edge.aborted).toEqual([expect.objectContaining({ code: 'unauthorized' })]);
    expect((await edge.post(ping, { 'Mcp-Session-Id': session })).status).toBe(401);
    expect([...edge.gateway.sessions.all()]).toEqual([]);
    expect(edge.rows('session.closed').map(({ why }) => why)).toEqual(['revoked']);
  });

  it('AU-10: disabling a client in the registry ends what it holds; other clients go on', async () => {
    const mine = await edge.session();
    const other = await edge.session(edge.tokens.b);
    const stream = await openStream(mine);
    await edge.rooms.registry.edit([{ path: ['clients', 'a', 'enabled'], value: false }]);
    await stream.until(lastChunk);
    expect((await edge.post(ping, { 'Mcp-Session-Id': mine })).status).toBe(401);
    const still = { ...bearer(edge.tokens.b), 'Mcp-Session-Id': other };
    expect((await edge.post(ping, still)).status).toBe(200);
  });

  async function openStream(session: string): Promise<RawConnection> {
    const connection = await RawConnection.open(edge.port);
    connection.send(`GET /mcp HTTP/1.1\r\n${edge.head({ 'Mcp-Session-Id': session })}\r\n`);
    await connection.until(/text\/event-stream/);
    return connection;
  }

  async function deleteSession(id: string, token = edge.tokens.a): Promise<number> {
    const head = edge.head({ ...bearer(token), 'Mcp-Session-Id': id });
    return (await edge.raw(['DELETE /mcp HTTP/1.1', head.trimEnd()])).status;
  }
});

/** Files under `directory` that hold `text`, the secret store excepted: that is where tokens live. */
function filesHolding(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
