import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

/** The tasks of 2026-07-28: an extension that client and server declare. */
let engine: TestEngine;
let clients: Record<'able' | 'deaf' | 'other', StatelessClient>;
const extension = 'io.modelcontextprotocol/tasks';
const tasks = { extensions: { [extension]: {} } };

beforeAll(async () => {
  const granted = { allow_servers: ['t'] };
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { able: { ...granted, accept: ['elicitation'] }, deaf: granted, other: granted },
      servers: { t: testServer('conformance.mjs', ['stdio']) },
    },
  });
  await engine.api.servers.start({ id: 't' });
  const open = async (id: string, capabilities: StatelessClient['capabilities']) => {
    const client = new StatelessClient(engine.port, await engine.token(id));
    client.capabilities = capabilities;
    return client;
  };
  clients = {
    able: await open('able', { ...tasks, elicitation: {} }),
    deaf: await open('deaf', { ...tasks, elicitation: {} }),
    other: await open('other', tasks),
  };
});

afterAll(async () => {
  for (const client of Object.values(clients)) client.close();
  await engine.stop();
});

async function begin(client: StatelessClient, name: string, args: object): Promise<string> {
  const { result } = await client.request('tools/call', { name: `t__${name}`, arguments: args });
  expect(result).toMatchObject({ resultType: 'task' });
  return String(result?.taskId);
}

describe('tasks as an extension', () => {
  it('are offered, made and asked for by who declares them', async () => {
    const { able } = clients;
    const { result } = await able.request('server/discover');
    expect(result?.capabilities).toMatchObject(tasks);
    const taskId = await begin(able, 'slow_compute', { seconds: 0.05, label: 'x' });
    await expect
      .poll(async () => (await able.request('tasks/get', { taskId })).result)
      .toMatchObject({
        taskId,
        status: 'completed',
        result: { content: [{ text: 'computed x' }] },
      });
    const rows = (await engine.rows('call.intent')).filter(({ item_kind }) => item_kind === 'task');
    expect(rows.at(-1)).toMatchObject({ client: 'able', era: 'modern', item: taskId });
  });

  it('PO-7: another client’s task is an unknown one', async () => {
    const { able, other } = clients;
    const taskId = await begin(able, 'slow_compute', { seconds: 60 });
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      const params = { taskId, inputResponses: {} };
      expect((await other.request(method, params)).error?.code, method).toBe(-32_602);
    }
    expect((await able.request('tasks/get', { taskId })).result?.status).toBe('working');
    await able.request('tasks/cancel', { taskId });
    expect((await able.request('tasks/get', { taskId })).result?.status).toBe('cancelled');
  });

  it('UP-15: what a task asks passes to a client that accepts it, and to no other', async () => {
    const { able, deaf } = clients;
    const taskId = await begin(able, 'confirm_delete', { filename: 'f' });
    await expect
      .poll(async () => (await able.request('tasks/get', { taskId })).result)
      .toMatchObject({ status: 'input_required', inputRequests: { confirm: {} } });
    const inputResponses = { confirm: { action: 'accept', content: { confirm: true } } };
    await able.request('tasks/update', { taskId, inputResponses });
    await expect
      .poll(async () => (await able.request('tasks/get', { taskId })).result)
      .toMatchObject({ status: 'completed', result: { content: [{ text: 'deleted f' }] } });
    expect(await engine.rows('request.relayed')).not.toEqual([]);

    const refused = await deaf.request('tools/call', { name: 't__confirm_delete', arguments: {} });
    const seen =
      refused.result?.resultType === 'task'
        ? await deaf.request('tasks/get', { taskId: refused.result.taskId })
        : refused;
    expect(seen.error).toBeDefined();
    expect(JSON.stringify(seen)).not.toContain('Delete');
  });
});
