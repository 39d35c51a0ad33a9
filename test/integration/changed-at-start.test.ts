import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEngine } from '../helpers/engine.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testServer } from '../helpers/upstream-rig.ts';

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
