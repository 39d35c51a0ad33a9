import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** What clients subscribed to, when a change of the registry puts another child in the place of a server's. */
let engine: TestEngine;
const updated = 'notifications/resources/updated';

const registryWith = (run: string) => ({
  version: 1 as const,
  clients: { one: { allow_servers: ['a', 'own'] } },
  servers: {
    a: testServer('everything.mjs', ['a'], { env: { RUN: run } }),
    own: testServer('everything.mjs', ['own'], { env: { RUN: run }, sharing: 'per_client' }),
  },
});

beforeAll(async () => {
  engine = await startEngine({ registry: registryWith('1') });
});

afterAll(() => engine.stop());

async function subscribedAt(client: McpClient, server: string): Promise<string[]> {
  const { result } = await client.call(`${server}__state`);
  return JSON.parse(result?.content?.[0]?.text ?? '{}').subscribed;
}

/** Puts a new child in the place of each server's, and waits until it is asked. */
async function replaceServers(client: McpClient, run: string): Promise<void> {
  await writeFile(engine.registryPath, JSON.stringify(registryWith(run)));
  expect(await engine.api.engine.reload({})).toMatchObject({ problem: null });
  for (const server of ['a', 'own']) await client.call(`${server}__state`);
}

describe('a change of a server in the registry', () => {
  it('SU-16: takes no subscription of a session or a stream away', async () => {
    const client = await engine.connect('one');
    const stateless = new StatelessClient(engine.port, client.token);
    const [mine, others] = ['memo://a/notes/1', 'memo://own/notes/1'];
    const stream = await client.openStream();
    for (const uri of [mine, others]) await client.request('resources/subscribe', { uri });
    const listening = await stateless.stream('subscriptions/listen', {
      notifications: { resourceSubscriptions: [mine] },
    });
    await listening.next('notifications/subscriptions/acknowledged');

    await replaceServers(client, '2');
    for (const [server, uri] of [
      ['a', mine],
      ['own', others],
    ] as const) {
      await expect.poll(() => subscribedAt(client, server)).toEqual([uri]);
      await client.call(`${server}__touch`, { uri });
      await expect
        .poll(() => stream.messages.map(({ params }) => Object(params).uri))
        .toContain(uri);
    }
    await listening.next(updated);

    // It ends as it would have before.
    await client.request('resources/unsubscribe', { uri: others });
    await expect.poll(() => subscribedAt(client, 'own')).toEqual([]);
    for (const open of [stream, listening, stateless, client]) open.close();
  });
});
