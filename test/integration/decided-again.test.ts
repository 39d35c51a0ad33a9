import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { McpClient } from '../helpers/mcp-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** Calls that were allowed, and wait, while the operator takes back what allowed them. */
let engine: TestEngine;

beforeAll(async () => {
  const both = { allow_servers: ['busy', 'modern'], accept: ['elicitation' as const] };
  engine = await startEngine({
    registry: {
      lmcp: { limits: { in_flight_per_server: 1 } },
      clients: { queued: both, asked: both, witness: both },
      servers: {
        busy: testServer('asks.mjs'),
        modern: testServer('sdk-stateless.mjs', ['stdio', 'only'], { sharing: 'per_client' }),
      },
    },
  });
  for (const id of ['busy', 'modern']) await engine.api.servers.start({ id });
});

afterAll(() => engine.stop());

const takeBack = (client: string, server: string) =>
  engine.api.access.apply({ edits: [{ client, server, granted: false }] });

const callOf = (id: number, name: string, args: object) =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });

async function connect(id: string): Promise<McpClient> {
  const info = { name: 'test', version: '1' };
  return McpClient.open(engine.port, '/mcp', await engine.token(id), info, {
    elicitation: { form: {} },
  });
}

const rowsOf = async (client: string) =>
  (await engine.rows()).filter(
    (row) => row.client === client && String(row.kind).startsWith('call.'),
  );

describe('a call that waited while the registry changed', () => {
  it('PO-9: in the queue before its server, is decided by what holds when its turn comes', async () => {
    const [client, witness] = [await connect('queued'), await connect('witness')];
    const busy = witness.post(callOf(1, 'busy__never', {}));
    await expect.poll(async () => (await rowsOf('witness')).length).toBe(1);
    const waiting = client.post(callOf(2, 'busy__ask', { questions: [] }));
    // It stands in the queue by now: what came behind it is answered.
    for (let pings = 0; pings < 3; pings++) await witness.request('ping');
    await takeBack('queued', 'busy');
    const cancelled = { method: 'notifications/cancelled', params: { requestId: 1 } };
    await witness.post(JSON.stringify({ jsonrpc: '2.0', ...cancelled }));
    await busy;
    expect(JSON.parse((await waiting).text).error).toMatchObject({ code: -32_602 });
    const { result } = await witness.call('busy__executions');
    expect(JSON.parse(result?.content?.[0]?.text ?? '')).toMatchObject({ executions: 0 });
    expect(await rowsOf('queued')).toMatchObject([
      { kind: 'call.denied', rule: 'clients.queued.allow_servers', revision: expect.any(Number) },
    ]);
    for (const open of [client, witness]) open.close();
  });

  it('PO-9: for an answer of its client, goes no further round', async () => {
    const client = await connect('asked');
    const stream = await client.stream(callOf(1, 'modern__steps', { rounds: 1 }));
    const { id } = await stream.next('elicitation/create');
    await takeBack('asked', 'modern');
    const answer = { action: 'accept', content: { n: 1 } };
    await client.post(JSON.stringify({ jsonrpc: '2.0', id, result: answer }));
    await stream.closed;
    expect(stream.messages.at(-1)).toMatchObject({ id: 1, error: { code: -32_602 } });
    expect(await rowsOf('asked')).toMatchObject([
      { kind: 'call.intent', round: 0 },
      { kind: 'call.denied', round: 1, rule: 'clients.asked.allow_servers' },
    ]);
    client.close();
  });
});
