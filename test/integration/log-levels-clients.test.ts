import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpReply } from '../helpers/mcp-client.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { type StatelessUpstream, startStatelessUpstream } from '../helpers/stateless-upstream.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** The level of log messages, on its way from clients of both eras to servers of 2026-07-28. */
const levelKey = 'io.modelcontextprotocol/logLevel';
const message = 'notifications/message';
let upstream: StatelessUpstream;
let engine: TestEngine;

beforeAll(async () => {
  upstream = await startStatelessUpstream('only');
  const both = { allow_servers: ['stdio', 'http'] };
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { one: both, two: both },
      servers: {
        stdio: testServer('sdk-stateless.mjs', ['stdio', 'only']),
        http: { transport: 'http', url: upstream.url },
      },
    },
  });
});

afterAll(async () => {
  await engine.stop();
  await upstream.kill();
});

/** The level that the server read in this request; undefined for none. */
function levelIn(reply: McpReply): unknown {
  const { meta, envelope } = JSON.parse(reply.result?.content?.[0]?.text ?? '{}');
  return { ...meta, ...envelope }[levelKey];
}

describe.each(['stdio', 'http'])('a server of 2026-07-28 over %s', (server) => {
  it('is told with each request of a session what that session asked for, and no other', async () => {
    const [one, two] = await Promise.all([engine.connect('one'), engine.connect('two')]);
    const toldBy = async (client: typeof one) => levelIn(await client.call(`${server}__report`));
    expect(await toldBy(one)).toBeUndefined();
    await one.request('logging/setLevel', { level: 'warning' });
    await two.request('logging/setLevel', { level: 'debug' });
    expect([await toldBy(one), await toldBy(two)]).toEqual(['warning', 'debug']);
    await engine.api.servers.restart({ id: server });
    expect([await toldBy(one), await toldBy(two)]).toEqual(['warning', 'debug']);
  });

  it('is told the level that a client of its own era names, and what it logs reaches that client', async () => {
    const client = new StatelessClient(engine.port, await engine.token('two'));
    const call = (tool: string, level?: string) =>
      client.stream(
        'tools/call',
        { name: `${server}__${tool}`, arguments: {} },
        { meta: level === undefined ? {} : { [levelKey]: level } },
      );
    const named = { name: `${server}__report`, arguments: {} };
    const reply = await client.request('tools/call', named, { meta: { [levelKey]: 'notice' } });
    expect(levelIn(reply)).toBe('notice');
    expect(levelIn(await client.request('tools/call', named))).toBeUndefined();
    const stream = await call('chatter', 'warning');
    await stream.closed;
    expect(stream.messages[0]?.method).toBe(message);
    client.close();
  });
});
