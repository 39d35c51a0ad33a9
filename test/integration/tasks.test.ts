import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { a: { allow_servers: ['t', 'echo'] }, b: { allow_servers: ['t'] } },
      servers: { t: testServer('tasks.mjs'), echo: testServer('echo.mjs') },
    },
  });
  await engine.api.servers.start({ id: 't' });
});

afterAll(() => engine.stop());

/** Has `slow` done as a task. @returns its id. */
async function begin(client: McpClient, ttl = 60_000): Promise<string> {
  const params = { name: 't__slow', arguments: {}, task: { ttl } };
  const { result } = await client.request('tools/call', params);
  return String(Object(result?.task).taskId);
}

const asked = async (client: McpClient) => {
  const { result } = await client.call('t__asked');
  return String(result?.content?.[0]?.text);
};

describe('tasks (2025-11-25)', () => {
  it('are offered where a granted server has them', async () => {
    const client = await engine.connect('a');
    const offered = async (protocolVersion: string) => {
      const params = { protocolVersion, capabilities: {}, clientInfo: { name: 't', version: '1' } };
      return Object((await client.request('initialize', params)).result?.capabilities).tasks;
    };
    expect(await offered('2025-11-25')).toEqual({
      list: {},
      cancel: {},
      requests: { tools: { call: {} } },
    });
    expect(await offered('2025-06-18')).toBeUndefined();
  });

  it('are got, awaited and cancelled by the client whose call they are', async () => {
    const client = await engine.connect('a');
    const taskId = await begin(client);
    expect((await client.request('tasks/get', { taskId })).result).toMatchObject({
      taskId,
      status: 'working',
    });
    expect((await client.request('tasks/result', { taskId })).result).toMatchObject({
      content: [{ text: `result of ${taskId}` }],
    });
    expect((await client.request('tasks/cancel', { taskId })).result).toMatchObject({
      status: 'cancelled',
    });
    const { result } = await client.request('tasks/list');
    expect(result?.tasks).toContainEqual({ taskId, status: 'cancelled', ttl: 60_000 });
    const rows = (await engine.rows('call.intent')).filter(({ item_kind }) => item_kind === 'task');
    expect(rows.at(-1)).toMatchObject({ client: 'a', server: 't', item: taskId });
  });

  it('PO-7: another client’s task is an unknown one: it is neither shown nor touched, and nothing goes upstream', async () => {
    const [a, b] = await Promise.all([engine.connect('a'), engine.connect('b')]);
    const taskId = await begin(a);
    const before = await asked(a);
    for (const method of ['tasks/get', 'tasks/result', 'tasks/cancel']) {
      const foreign = await b.request(method, { taskId });
      const unknown = await b.request(method, { taskId: 'task-999' });
      expect(foreign.error, method).toMatchObject({ code: -32_602 });
      expect({ ...foreign.error, message: '' }).toEqual({ ...unknown.error, message: '' });
    }
    expect((await b.request('tasks/list')).result).toEqual({ tasks: [] });
    expect(await asked(a)).toBe(before);
  });

  it('PO-7: what the server says of one reaches its own client only', async () => {
    const [a, b] = await Promise.all([engine.connect('a'), engine.connect('b')]);
    const [first, second] = await Promise.all([a.openStream(), b.openStream()]);
    const taskId = await begin(b);
    await a.call('t__finish', { taskId });
    expect(await second.next('notifications/tasks/status')).toMatchObject({
      params: { taskId, status: 'completed' },
    });
    expect(Object((await b.request('tasks/list')).result).tasks).toContainEqual(
      expect.objectContaining({ taskId, status: 'completed' }),
    );
    expect(first.messages).toEqual([]);
    for (const stream of [first, second]) stream.close();
  });

  it('PO-9: a tool that is denied takes its tasks with it', async () => {
    const client = await engine.connect('b');
    const taskId = await begin(client);
    await engine.api.access.apply({
      edits: [{ client: 'b', server: 't', tools: { deny: ['slow'] } }],
    });
    expect((await client.request('tasks/get', { taskId })).error?.code).toBe(-32_011);
    expect((await client.request('tasks/list')).result).toEqual({ tasks: [] });
  });

  it('one whose time is over is unknown', async () => {
    const client = await engine.connect('a');
    const taskId = await begin(client, 0);
    expect((await client.request('tasks/get', { taskId })).error?.code).toBe(-32_602);
  });
});
