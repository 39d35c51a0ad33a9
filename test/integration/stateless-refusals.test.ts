import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpAnswer } from '../helpers/mcp-client.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;
let client: StatelessClient;
const prefix = 'io.modelcontextprotocol/';
const echo = { name: 'echo__echo', arguments: { nonce: 'n' } };

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { a: { allow_servers: ['echo', 'headed'] } },
      servers: { echo: testServer('echo.mjs'), headed: testServer('headed.mjs') },
    },
  });
  client = new StatelessClient(engine.port, await engine.token('a'));
});

afterAll(async () => {
  client.close();
  await engine.stop();
});

/** Runs something that must reach no server. */
async function sendingNothing<T>(run: () => Promise<T>): Promise<T> {
  const before = (await engine.rows('call.intent')).length;
  const result = await run();
  expect(await engine.rows('call.intent')).toHaveLength(before);
  return result;
}

function errorOf(answer: McpAnswer): { code: number; data: Record<string, unknown> } {
  return JSON.parse(answer.text).error;
}

describe('refused at the edge, with nothing sent to a server', () => {
  it('P-14 TR-15: GET and DELETE are 405 and name what is allowed', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { headers } = client.message('tools/list', {}, {});
      const answer = await client.send(method, '', headers);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    }
  });

  it('P-15 TR-19: a header that says something else than the body', async () => {
    const base64 = `=?base64?${Buffer.from('other').toString('base64')}?=`;
    for (const headers of [
      { 'mcp-method': 'tools/list' },
      { 'mcp-method': 'TOOLS/CALL' },
      { 'mcp-name': 'other' },
      { 'mcp-name': base64 },
      { 'mcp-name': '=?base64?ZWNobw?=' },
      { 'mcp-protocol-version': '2025-11-25' },
    ]) {
      const answer = await sendingNothing(() => client.ask('tools/call', echo, { headers }));
      expect([headers, answer.status, errorOf(answer).code]).toEqual([headers, 400, -32_020]);
    }
  });

  it('P-15 TR-19: a header that is missing', async () => {
    for (const name of ['mcp-method', 'mcp-name', 'mcp-protocol-version']) {
      const headers = { [name]: undefined };
      const answer = await sendingNothing(() => client.ask('tools/call', echo, { headers }));
      expect([name, answer.status, errorOf(answer).code]).toEqual([name, 400, -32_020]);
    }
  });

  it('TR-19: a name in base64 is compared by what it says', async () => {
    const name = `=?base64?${Buffer.from(echo.name).toString('base64')}?=`;
    const answer = await client.ask('tools/call', echo, { headers: { 'mcp-name': name } });
    expect(answer.status).toBe(200);
  });

  it('P-15 TR-19: arguments that the schema wants in headers and that are not there, or say something else', async () => {
    const name = 'headed__where';
    const args = { region: 'us-west1', nested: { count: 42, dry: true }, note: null };
    const all = {
      'mcp-param-region': 'us-west1',
      'MCP-PARAM-COUNT': '42.0',
      'mcp-param-dry': 'true',
      'mcp-param-unknown': 'ignored',
    };
    const call = (headers: Record<string, string | undefined>) =>
      client.ask('tools/call', { name, arguments: args }, { headers });
    expect((await call(all)).status).toBe(200);
    expect((await call({ ...all, 'mcp-param-region': '=?base64?dXMtd2VzdDE=?=' })).status).toBe(
      200,
    );
    for (const headers of [
      {},
      { ...all, 'mcp-param-region': undefined },
      { ...all, 'mcp-param-region': 'eu' },
      { ...all, 'mcp-param-region': '=?base64?dXMtd2VzdDE?=' },
      { ...all, 'MCP-PARAM-COUNT': '43' },
      { ...all, 'mcp-param-note': 'not in the body' },
    ]) {
      const answer = await sendingNothing(() => call(headers));
      expect([headers, answer.status, errorOf(answer).code]).toEqual([headers, 400, -32_020]);
    }
    expect((await engine.rows('call.denied')).at(-1)).toMatchObject({ code: -32_020 });
  });

  it('P-16 TR-20: a version that is not spoken, with those that are', async () => {
    const version = '1900-01-01';
    const answer = await sendingNothing(() =>
      client.ask('tools/call', echo, {
        headers: { 'mcp-protocol-version': version },
        meta: { [`${prefix}protocolVersion`]: version },
      }),
    );
    expect([answer.status, errorOf(answer).code]).toEqual([400, -32_022]);
    expect(errorOf(answer).data).toMatchObject({ requested: version });
    expect(errorOf(answer).data.supported).toContain('2026-07-28');
  });

  it('metadata that is missing or of the wrong kind is -32602 under 400', async () => {
    for (const meta of [
      { [`${prefix}protocolVersion`]: undefined },
      { [`${prefix}protocolVersion`]: 7 },
      { [`${prefix}clientCapabilities`]: undefined },
      { [`${prefix}clientCapabilities`]: 'all' },
      { [`${prefix}clientInfo`]: { name: 7 } },
      { [`${prefix}logLevel`]: 'loud' },
    ]) {
      const answer = await sendingNothing(() => client.ask('tools/call', echo, { meta }));
      expect([meta, answer.status, errorOf(answer).code]).toEqual([meta, 400, -32_602]);
    }
  });

  it('PO-7: methods that this era does not have are 404 with -32601', async () => {
    for (const method of [
      'initialize',
      'ping',
      'logging/setLevel',
      'resources/subscribe',
      'resources/unsubscribe',
      'unknown/method',
    ]) {
      const answer = await sendingNothing(() => client.ask(method));
      expect([method, answer.status, errorOf(answer).code]).toEqual([method, 404, -32_601]);
    }
  });

  it('a response is 400: nothing was asked; a notification is taken and dropped', async () => {
    const { headers } = client.message('tools/list', {}, {});
    const response = await client.send('POST', '{"jsonrpc":"2.0","id":1,"result":{}}', headers);
    expect([response.status, errorOf(response).code]).toEqual([400, -32_600]);
    const told = await client.send(
      'POST',
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}',
      { ...headers, 'mcp-method': 'notifications/cancelled' },
    );
    expect(told.status).toBe(202);
  });
});
