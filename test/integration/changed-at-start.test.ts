import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEngine } from '../helpers/engine.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testServer, testServerPath } from '../helpers/upstream-rig.ts';

it('P-46 UP-3: a call does not reach a tool that turns out to be another when its server starts for it', async () => {
  const mark = join(temporaryDirectory(), 'changed');
  const engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['s'] } },
      servers: { s: testServer('changing.mjs', [mark]) },
    },
  });
  const client = await engine.connect('a');
  expect((await client.call('s__subject')).result).toMatchObject({
    content: [{ text: 'version 1' }],
  });
  await engine.api.servers.stop({ id: 's' });
  await writeFile(mark, '');
  const { error, result } = await client.call('s__subject');
  expect(result).toBeUndefined();
  expect(error).toMatchObject({ code: 40_900 });
  const rows = (await engine.rows()).filter(({ kind }) => kind === 'call.outcome');
  expect(rows.at(-1)).toMatchObject({ result: 'not_sent', sent: 'none', code: 40_900 });
  // Its neighbour is what it was.
  expect((await client.call('s__change')).result).toBeDefined();
  await engine.stop();
});

const requests: readonly (readonly [string, object])[] = [
  ['tools/call', { name: 's__state', arguments: {} }],
  ['prompts/get', { name: 's__greet', arguments: { who: 'you' } }],
  ['resources/read', { uri: 'memo://shared' }],
  [
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 's__greet' }, argument: { name: 'who', value: 'y' } },
  ],
  [
    'completion/complete',
    {
      ref: { type: 'ref/resource', uri: 'memo://s/notes/{id}' },
      argument: { name: 'id', value: '1' },
    },
  ],
];

it.each(requests)(
  'PO-9: %s that is no longer allowed when its server has started does not reach it (%j)',
  async (method, params) => {
    const mark = join(temporaryDirectory(), 'mark');
    await writeFile(mark, '');
    const whenMarked = 'until [ -e "$0" ]; do sleep 0.02; done; exec "$@"';
    const everything = testServerPath('everything.mjs');
    const engine = await startEngine({
      registry: {
        clients: { a: { allow_servers: ['s'] } },
        servers: {
          s: {
            transport: 'stdio',
            command: 'sh',
            args: ['-c', whenMarked, mark, process.execPath, everything, 's'],
          },
        },
      },
    });
    const client = await engine.connect('a');
    expect((await client.request(method, params)).result).toBeDefined();
    await engine.api.servers.stop({ id: 's' });
    await rm(mark);
    const rows = async () =>
      (await engine.rows()).filter(({ kind }) => String(kind).startsWith('call.'));
    const waiting = client.request(method, params);
    await expect.poll(async () => (await rows()).length).toBe(3);
    await engine.api.access.apply({ edits: [{ client: 'a', server: 's', granted: false }] });
    await writeFile(mark, '');
    const { error, result } = await waiting;
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: -32_602 });
    const outcome = { result: 'not_sent', sent: 'none', code: -32_602 };
    expect((await rows()).at(-1)).toMatchObject({ kind: 'call.outcome', ...outcome });
    await engine.stop();
  },
);
