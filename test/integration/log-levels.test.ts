import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/upstream/connection.ts';
import { type StatelessUpstream, startStatelessUpstream } from '../helpers/stateless-upstream.ts';
import { callTool, createRigs, testServer, toolText } from '../helpers/upstream-rig.ts';

/** The level of log messages, on its way to a server that is told it in each request. */
const levelKey = 'io.modelcontextprotocol/logLevel';
const rigs = createRigs();
let upstream: StatelessUpstream;

beforeAll(async () => {
  upstream = await startStatelessUpstream('only');
});
afterEach(rigs.closeAll);
afterAll(() => upstream.kill());

/** What the server read in one request; undefined for no level. */
async function levelTold(connection: Connection, options: { logLevel?: string | null } = {}) {
  const reply = await callTool(connection, 'report', '{}', options);
  const { meta, envelope } = JSON.parse(toolText(reply));
  return { ...meta, ...envelope }[levelKey];
}

describe.each(['stdio', 'http'] as const)('a server of 2026-07-28 over %s', (transport) => {
  async function connect() {
    const { pool } = await rigs.open({
      servers: {
        modern:
          transport === 'stdio'
            ? testServer('sdk-stateless.mjs', ['stdio', 'only'])
            : { transport, url: upstream.url },
      },
    });
    return { pool, connection: pool.shared('modern') };
  }

  it('is told in each request the level that this one wants, and for no other', async () => {
    const { connection } = await connect();
    expect(await levelTold(connection)).toBeUndefined();
    expect(await levelTold(connection, { logLevel: 'notice' })).toBe('notice');
    expect(await levelTold(connection)).toBeUndefined();
  });

  it('is told what logging/setLevel asked for where a request says nothing, after a restart too', async () => {
    const { pool, connection } = await connect();
    await connection.request({
      method: 'logging/setLevel',
      params: [Buffer.from('{"level":"debug"}')],
      timeoutMs: 10_000,
      signal: new AbortController().signal,
    });
    expect(await levelTold(connection)).toBe('debug');
    expect(await levelTold(connection, { logLevel: 'alert' })).toBe('alert');
    expect(await levelTold(connection, { logLevel: null })).toBeUndefined();
    await pool.restartServer('modern');
    expect(await levelTold(connection)).toBe('debug');
  });

  it('logs from that level on, and nothing where none is wanted', async () => {
    const { connection } = await connect();
    const heard: string[] = [];
    for (const logLevel of [null, 'error', 'warning']) {
      const notified = (method: string) => heard.push(`${method} at ${logLevel}`);
      await callTool(connection, 'chatter', '{}', { logLevel, notified });
    }
    expect(heard).toEqual(['notifications/message at warning']);
  });
});
