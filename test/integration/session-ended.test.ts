import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { RawConnection } from '../helpers/raw-connection.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testServer, testServerPath } from '../helpers/upstream-rig.ts';

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

const requests: readonly (readonly [string, object])[] = [
  ['resources/read', { uri: 'memo://shared' }],
  ['resources/subscribe', { uri: 'memo://shared' }],
  [
    'completion/complete',
    {
      ref: { type: 'ref/resource', uri: 'memo://s/notes/{id}' },
      argument: { name: 'id', value: '1' },
    },
  ],
];

it.each(requests)(
  'TR-21: %s whose session ends while servers are read goes no further, and leaves no connection behind',
  async (method, params) => {
    const mark = join(temporaryDirectory(), 'mark');
    const whenMarked = 'until [ -e "$0" ]; do sleep 0.02; done; exec "$@"';
    const everything = testServerPath('everything.mjs');
    const args = ['-c', whenMarked, mark, process.execPath, everything, 's'];
    const reading = await startEngine({
      registry: {
        clients: { a: { allow_servers: ['s'] } },
        servers: { s: { transport: 'stdio', command: 'sh', args, sharing: 'per_session' } },
      },
    });
    const stateOf = async () => (await reading.api.servers.get({ id: 's' })).server;
    const client = await reading.connect('a');
    const asked = client.request(method, params);
    await expect.poll(async () => (await stateOf()).state).toBe('starting');
    await client.end();
    await writeFile(mark, '');
    expect((await asked).error).toBeDefined();
    expect((await stateOf()).connections).toHaveLength(1);
    const rows = (await reading.rows()).map(({ kind }) => String(kind));
    expect(rows.filter((kind) => kind.startsWith('call.'))).toEqual([]);
    await reading.stop();
  },
);
