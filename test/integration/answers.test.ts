import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { sendRaw } from '../helpers/raw-http.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** Every row of the table of answers in the requirements, through a whole engine. */
let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: {
        a: {
          allow_servers: ['echo', 'bad', 'changing', 'down'],
          tools: { echo: { deny: ['raw'] } },
        },
        few: { allow_servers: ['echo'], rate_limit_rpm: 1 },
      },
      servers: {
        echo: testServer('echo.mjs'),
        bad: testServer('misbehave.mjs', [], { tools: { never: { timeout_s: 1 } } }),
        changing: testServer('changing.mjs'),
        down: testServer('bad-start.mjs', ['exit']),
      },
    },
  });
});

afterAll(() => engine.stop());

const listing = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';

/** A whole POST on a connection of its own, with the head lines given or left out. */
async function post(lines: readonly string[], body = listing) {
  const head = ['POST /mcp HTTP/1.1', ...lines, 'Connection: close'];
  return sendRaw(engine.port, `${head.join('\r\n')}\r\n\r\n${body}`);
}

async function usualLines(clientId = 'a') {
  return {
    host: `Host: 127.0.0.1:${engine.port}`,
    token: `Authorization: Bearer ${await engine.token(clientId)}`,
    type: 'Content-Type: application/json',
    accept: 'Accept: application/json, text/event-stream',
    length: `Content-Length: ${listing.length}`,
  };
}

describe('refused by the HTTP edge', () => {
  it('T-01: a bad Host is 403; a missing, repeated or malformed one is 400', async () => {
    const { host, ...rest } = await usualLines();
    const others = Object.values(rest);
    expect((await post([`Host: attacker.example:${engine.port}`, ...others])).status).toBe(403);
    expect((await post(others)).status).toBe(400);
    expect((await post([host, host, ...others])).status).toBe(400);
    expect((await post(['Host: a b', ...others])).status).toBe(400);
  });

  it('T-02: an Origin that is not allowed is 403', async () => {
    const lines = Object.values(await usualLines());
    expect((await post([...lines, 'Origin: https://attacker.example'])).status).toBe(403);
  });

  it('T-03: no, a bad and a revoked token are 401 with a challenge', async () => {
    const { token, ...rest } = await usualLines();
    const others = Object.values(rest);
    const { token: revoked } = await engine.api.clients.add({ id: 'gone', allow: [] });
    await engine.api.clients.revoke({ id: 'gone' });
    for (const lines of [
      others,
      [...others, `${token}x`],
      [...others, `Authorization: Bearer ${revoked}`],
    ]) {
      const answer = await post(lines);
      expect(answer.status).toBe(401);
      expect(answer.head).toMatch(/^WWW-Authenticate: Bearer/im);
    }
  });

  it('T-04: another content type, or any content coding, is 415', async () => {
    const { type, ...rest } = await usualLines();
    const others = Object.values(rest);
    expect((await post([...others, 'Content-Type: text/plain'])).status).toBe(415);
    expect((await post([...others, type, 'Content-Encoding: gzip'])).status).toBe(415);
  });

  it('T-05: a body too large is 413, headers too large 431, headers too slow 408', async () => {
    const { length, ...rest } = await usualLines();
    const others = Object.values(rest);
    const started = performance.now();
    const [body, headers, slow] = await Promise.all([
      post([...others, `Content-Length: ${4 * 1024 * 1024 + 1}`]),
      post([...others, length, `X-Long: ${'x'.repeat(17 * 1024)}`]),
      sendRaw(engine.port, 'POST /mcp HTTP/1.1\r\nHost: 127'),
    ]);
    expect([body.status, headers.status, slow.status]).toEqual([413, 431, 408]);
    expect(performance.now() - started).toBeLessThan(11_500);
  });

  it('T-06: what is not JSON is 400 with -32700, what is not a request 400 with -32600', async () => {
    const client = await engine.connect('a');
    const syntax = await client.post('{"jsonrpc":');
    const batch = await client.post(`[${listing}]`);
    expect([syntax.status, JSON.parse(syntax.text).error.code]).toEqual([400, -32_700]);
    expect([batch.status, JSON.parse(batch.text).error.code]).toEqual([400, -32_600]);
  });

  it('T-07: headers that disagree with the body are 400 with -32020', async () => {
    const client = await engine.connect('a');
    const call = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'échо', arguments: {} },
    });
    const base64 = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`;
    for (const headers of [
      { 'mcp-method': 'tools/list' },
      { 'mcp-method': 'tools/call', 'mcp-name': 'other' },
      { 'mcp-name': base64('other') },
    ]) {
      const answer = await client.post(call, headers);
      expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([400, -32_020]);
    }
    const agreeing = await client.post(call, {
      'mcp-method': 'tools/call',
      'mcp-name': base64('échо'),
    });
    expect([agreeing.status, JSON.parse(agreeing.text).error.code]).toEqual([200, -32_602]);
  });

  it('T-08: an unknown protocol version is 400 with -32022 and names what is supported', async () => {
    const client = await engine.connect('a');
    const answer = await client.post(listing, { 'mcp-protocol-version': '1900-01-01' });
    const { error } = JSON.parse(answer.text);
    expect([answer.status, error.code]).toEqual([400, -32_022]);
    expect(error.data.supported).toContain('2025-11-25');
  });

  it('T-13: an authentication flood is 429 with Retry-After', async () => {
    const { token, ...rest } = await usualLines();
    const bad = [...Object.values(rest), `${token}x`];
    const answers = await Promise.all(Array.from({ length: 16 }, () => post(bad)));
    const flooded = answers.filter((answer) => answer.status === 429);
    expect(flooded.length).toBeGreaterThan(0);
    for (const answer of flooded) expect(answer.head).toMatch(/^Retry-After: \d+/im);
  });
});

describe('refused by policy', () => {
  it('T-09: an unknown method is -32601', async () => {
    const client = await engine.connect('a');
    expect((await client.request('tools/destroy')).error?.code).toBe(-32_601);
  });

  it('T-10: an unknown tool or server is 200 with -32602', async () => {
    const client = await engine.connect('a');
    for (const name of ['echo__none', 'none__echo']) {
      expect((await client.call(name)).error).toMatchObject({ code: -32_602 });
    }
  });

  it('T-11: a tool denied by a rule is -32011 with rule and revision', async () => {
    const client = await engine.connect('a');
    const { error } = await client.call('echo__raw');
    expect(error?.code).toBe(-32_011);
    expect(error?.data).toMatchObject({
      rule: expect.any(String),
      revision: expect.any(Number),
    });
  });

  it('T-12: a tool whose definition changed is 40900 until someone has seen it', async () => {
    const client = await engine.connect('a');
    expect((await client.call('changing__subject')).result).toBeDefined();
    const isSeen = new Promise<void>((resolve) => {
      engine.app.management.events.subscribe(['definitions.changed'], () => resolve());
    });
    await client.call('changing__change');
    await isSeen;
    expect((await client.call('changing__subject')).error?.code).toBe(40_900);
    await engine.api.servers.approve({ id: 'changing' });
    expect((await client.call('changing__subject')).result?.content?.[0]?.text).toBe('version 2');
  });

  it('T-13: the call over the rate is 42900 with retryAfterMs', async () => {
    const client = await engine.connect('few');
    const replies = [await client.call('echo__echo'), await client.call('echo__echo')];
    expect(replies[0]?.result).toBeDefined();
    expect(replies[1]?.error?.code).toBe(42_900);
    expect(replies[1]?.error?.data?.retryAfterMs).toBeGreaterThan(0);
  });
});

describe('failed upstream', () => {
  it('T-14: a server that breaks the protocol is 50200', async () => {
    const client = await engine.connect('a');
    expect((await client.call('bad__latin')).error?.code).toBe(50_200);
  });

  it('T-15: a server that is down is 50300, with retryAfterMs while it backs off', async () => {
    const client = await engine.connect('a');
    // The first call finds it down, the second one knows.
    for (let call = 0; call < 2; call++) {
      const { error } = await client.call('down__echo');
      expect(error?.code).toBe(50_300);
      expect(error?.data?.retryAfterMs).toBeGreaterThan(0);
    }
  });

  it('T-17: a server that does not answer in time is 50400', async () => {
    const client = await engine.connect('a');
    expect((await client.call('bad__never')).error?.code).toBe(50_400);
  });
});
