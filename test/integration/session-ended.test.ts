import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** Requests whose session ends between their head and their body. */
let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['own'] } },
      servers: { own: testServer('echo.mjs', [], { sharing: 'per_session' }) },
    },
  });
  await engine.api.servers.start({ id: 'own' });
});

afterAll(() => engine.stop());

/** Sends a request whose body waits until the session is over. @returns all that came back. */
async function sentLate(client: McpClient, message: object): Promise<string> {
  const body = JSON.stringify(message);
  const raw = await RawConnection.open(engine.port);
  const head = [
    'POST /mcp HTTP/1.1',
    `Host: 127.0.0.1:${engine.port}`,
    `Authorization: Bearer ${client.token}`,
    `Mcp-Session-Id: ${client.session}`,
    'Content-Type: application/json',
    'Expect: 100-continue',
    `Content-Length: ${body.length}`,
  ];
  raw.send(`${head.join('\r\n')}\r\n\r\n`);
  // The head was read, and its session found.
  await raw.until(/100 Continue/);
  expect((await client.end()).status).toBe(200);
  raw.send(body);
  await raw.until(/\r\n\r\n\{.*\}$/);
  raw.socket.destroy();
  return raw.received;
}

describe('a request whose session ended before its body came', () => {
  it('TR-21: is answered 404, runs nowhere and leaves no child behind', async () => {
    const client = await engine.connect('a');
    const params = { name: 'own__echo', arguments: { nonce: 'late' } };
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    expect(await sentLate(client, call)).toMatch(/HTTP\/1\.1 404 /);
    expect(await engine.rows('call.intent')).toEqual([]);
    client.close();
  });

  it('TR-21: keeps no wish of it', async () => {
    const client = await engine.connect('a');
    const params = { level: 'debug' };
    const wish = { jsonrpc: '2.0', id: 1, method: 'logging/setLevel', params };
    expect(await sentLate(client, wish)).toMatch(/HTTP\/1\.1 404 /);
    client.close();
  });
});
