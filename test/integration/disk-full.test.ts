import { expect, it, onTestFinished } from 'vitest';
import { startEngine } from '../helpers/engine.ts';
import type { McpAnswer, McpClient } from '../helpers/mcp-client.ts';
import { mountSmallDisk } from '../helpers/small-disk.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** A call of the tool that counts how often it ran. */
function call(client: McpClient): Promise<McpAnswer> {
  const params = { name: 'echo__echo', arguments: {} };
  return client.post(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }));
}

function ranSoFar(answer: McpAnswer): number {
  return JSON.parse(answer.text).result.structuredContent.calls;
}

it('T-16 P-69 AD-17: on a full disk a call is 503 with 50301 and reaches nobody; with room again it works unaided', async ({
  skip,
}) => {
  const disk = mountSmallDisk(48);
  if (disk === null) return skip('mounting a file system is not permitted here');
  onTestFinished(() => disk.remove());
  const engine = await startEngine({
    directory: disk.path,
    expectErrors: true,
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { a: { allow_servers: ['echo'] } },
      servers: { echo: testServer('echo.mjs') },
    },
  });
  onTestFinished(() => engine.stop());
  const client = await engine.connect('a');
  disk.fill(2 * 1024 * 1024);

  let ran = 0;
  let answer = await call(client);
  while (answer.status === 200) {
    ran = ranSoFar(answer);
    answer = await call(client);
  }
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.text).error).toMatchObject({ code: 50_301 });

  disk.empty();
  await expect.poll(async () => (await call(client)).status, { timeout: 20_000 }).toBe(200);
  expect(ranSoFar(await call(client))).toBe(ran + 2);
  expect(await engine.api.audit.verify({ task: 'after' })).toMatchObject({ ok: true });
});
