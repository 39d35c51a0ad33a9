import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { failureOf, type HttpUpstream, startHttpUpstream } from '../helpers/http-upstream.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { callTool, createRigs, testServer, testServerPath } from '../helpers/upstream-rig.ts';

/** Calls that nobody waits for any more: what their rows say of how far they got. */
describe('the row of a call that is given up', () => {
  const registry = (server: ReturnType<typeof testServer>) => ({
    clients: { a: { allow_servers: ['s'] } },
    servers: { s: server },
  });

  /** Begins a call that is never answered; resolves once it is on record. */
  async function begin(engine: TestEngine): Promise<McpClient> {
    const client = await engine.connect('a');
    const params = { name: 's__never', arguments: {} };
    const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params };
    void client.post(JSON.stringify(call));
    await expect.poll(() => engine.rows('call.intent')).toHaveLength(1);
    return client;
  }

  it('says that nothing was sent where its server was still on its way', async () => {
    const mark = join(temporaryDirectory(), 'mark');
    await writeFile(mark, '');
    const whenMarked = 'until [ -e "$0" ]; do sleep 0.02; done; exec "$@"';
    const args = ['-c', whenMarked, mark, process.execPath, testServerPath('asks.mjs')];
    const engine = await startEngine({
      registry: registry({ transport: 'stdio', command: 'sh', args }),
    });
    await engine.api.servers.start({ id: 's' });
    await engine.api.servers.stop({ id: 's' });
    await rm(mark);
    const client = await begin(engine);
    const cancelled = { method: 'notifications/cancelled', params: { requestId: 7 } };
    await client.post(JSON.stringify({ jsonrpc: '2.0', ...cancelled }));
    await expect
      .poll(() => engine.rows('call.outcome'))
      .toMatchObject([{ result: 'cancelled', sent: 'none' }]);
    client.close();
    await engine.stop();
  });

  it('says that its server has it where its session ended', async () => {
    const engine = await startEngine({ registry: registry(testServer('asks.mjs')) });
    await engine.api.servers.start({ id: 's' });
    const client = await begin(engine);
    // What comes behind it is answered: it has arrived.
    expect((await client.call('s__executions')).result).toBeDefined();
    await client.end();
    const rows = async () => (await engine.rows('call.outcome')).at(-1);
    await expect.poll(rows).toMatchObject({ result: 'cancelled', sent: 'whole' });
    client.close();
    await engine.stop();
  });
});

describe('a request that is given up', () => {
  const rigs = createRigs();
  let upstream: HttpUpstream;

  beforeAll(async () => {
    upstream = await startHttpUpstream();
  });
  afterEach(rigs.closeAll);
  afterAll(() => upstream.kill());

  it.each([
    ['stdio', 'never'],
    ['http', 'silent'],
  ])('says over %s how far it got', async (transport, tool) => {
    const entry =
      transport === 'stdio' ? testServer('asks.mjs') : upstream.entry('json', 'given-up');
    const { pool } = await rigs.open({ servers: { s: entry } });
    const connection = pool.shared('s');
    await connection.start();
    const abort = new AbortController();
    const call = callTool(connection, tool, '{}', { signal: abort.signal });
    await callTool(connection, transport === 'stdio' ? 'executions' : 'echo');
    abort.abort(new AppError('cancelled'));
    expect(await failureOf(call)).toMatchObject({ code: 'cancelled', data: { sent: 'whole' } });
  });

  it('is on its way where a child that does not read may still come to it', async () => {
    const { pool } = await rigs.open({ servers: { deaf: testServer('bad-start.mjs', ['deaf']) } });
    const connection = pool.shared('deaf');
    await connection.start();
    const given = JSON.stringify({ nonce: 'x'.repeat(300_000) });
    const abort = new AbortController();
    const calls = Array.from({ length: 12 }, () =>
      callTool(connection, 'echo', given, { signal: abort.signal }),
    );
    const failures = Promise.all(calls.map(failureOf));
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new AppError('cancelled'));
    const sent = (await failures).map(({ data }) => data?.sent);
    expect(sent.slice(0, 2)).toEqual(['partial', 'partial']);
    expect(sent.at(-1)).toBe('none');
  });
});
