import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { McpClient } from '../helpers/mcp-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    expectErrors: true,
    registry: {
      clients: { a: { allow_servers: ['changing'] } },
      servers: {
        changing: testServer('changing.mjs', [], { tool_policy: { deny: ['forbidden'] } }),
        dying: testServer('misbehave.mjs'),
      },
    },
  });
});

afterAll(() => engine?.stop());

type Act = (engine: TestEngine) => Promise<unknown>;

const refusedFile: Act = async ({ registryPath, api }) => {
  const good = await readFile(registryPath, 'utf8');
  await appendFile(registryPath, '\nclients: [');
  await api.engine.reload({});
  await writeFile(registryPath, good);
  return api.engine.reload({});
};

const oldToken: Act = async ({ port, api, token }) => {
  const before = await token('a');
  await api.clients.rotate({ id: 'a' });
  return McpClient.open(port, '/mcp', before).catch(() => undefined);
};

const changedTool: Act = async ({ connect, api }) => {
  const client = await connect('a');
  await client.call('changing__change');
  await api.servers.refresh({ id: 'changing' });
  client.close();
};

const deniedCall: Act = async ({ connect }) => {
  const client = await connect('a');
  await client.call('changing__forbidden');
  client.close();
};

const death: Act = async ({ api, connect, rows }) => {
  await api.access.apply({ edits: [{ client: 'a', server: 'dying', granted: true }] });
  const client = await connect('a');
  await client.call('dying__die');
  client.close();
  await expect.poll(async () => (await rows('server.exited')).length).toBeGreaterThan(0);
};

const operator = { type: 'operator', door: 'file' };

it.for<[what: string, act: Act, kind: string, row: Record<string, unknown>]>([
  [
    'a child starts',
    ({ api }) => api.servers.start({ id: 'changing' }),
    'server.started',
    { server: 'changing' },
  ],
  [
    'a token is rotated',
    ({ api }) => api.clients.rotate({ id: 'a' }),
    'token.rotated',
    { client: 'a', actor: operator },
  ],
  [
    'a token is shown',
    ({ api }) => api.clients.reveal({ id: 'a' }),
    'token.revealed',
    { client: 'a', actor: operator },
  ],
  ['a bad token is refused', oldToken, 'auth.failed', { code: 401, reason: 'revoked' }],
  [
    'a call is denied',
    deniedCall,
    'call.denied',
    { client: 'a', server: 'changing', item: 'forbidden' },
  ],
  ['a tool changes', changedTool, 'pin.withdrawn', { server: 'changing', item: 'subject' }],
  [
    'its change is approved',
    ({ api }) => api.servers.approve({ id: 'changing' }),
    'pin.approved',
    { server: 'changing', actor: operator },
  ],
  [
    'the configuration changes',
    ({ api }) => api.clients.add({ id: 'b' }),
    'registry.changed',
    { actor: operator },
  ],
  [
    'a client gets a token',
    ({ api }) => api.clients.add({ id: 'c' }),
    'token.minted',
    { client: 'c', actor: operator },
  ],
  ['a configuration is refused', refusedFile, 'registry.refused', { error: 'registry_invalid' }],
  [
    'a token is revoked',
    ({ api }) => api.clients.revoke({ id: 'b' }),
    'token.revoked',
    { client: 'b' },
  ],
  ['a child dies', death, 'server.exited', { server: 'dying' }],
  [
    'a child is stopped',
    ({ api }) => api.servers.stop({ id: 'changing' }),
    'server.exited',
    { server: 'changing' },
  ],
])('AD-13: a row is left when %s', async ([, act, kind, row]) => {
  const before = (await engine.rows()).length;
  await act(engine);
  // What the engine notes by the way is on disk a turn after the act has returned.
  const left = async () => (await engine.rows()).slice(before);
  await expect.poll(left).toContainEqual(expect.objectContaining({ kind, ...row }));
});
