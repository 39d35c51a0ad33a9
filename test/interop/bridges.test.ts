import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedCommand, needsInstalled, setUpDesk } from '../helpers/installed-clients.ts';
import { LineClient } from '../helpers/line-client.ts';
import { type RealEngine, startRealEngine } from '../helpers/real-engine.ts';

/** Programs between people or clients and servers: the MCP Inspector and mcp-remote. */
let engine: RealEngine;
let token: string;

beforeAll(async () => {
  engine = await startRealEngine();
  token = await engine.token('gw');
});

afterAll(() => engine.stop());

function inspect(bearer: string, ...args: readonly string[]): string[] {
  const server = ['--cli', '--server-url', engine.url, '--transport', 'http'];
  return [...server, '--header', `Authorization: Bearer ${bearer}`, '--format', 'json', ...args];
}

describe.each(['legacy', 'modern', 'auto'])('Inspector, era %s', (era) => {
  it('lists the tools of every server', async (context) => {
    needsInstalled(context, 'mcp-inspector');
    const desk = await setUpDesk();
    const args = inspect(token, '--method', 'tools/list', '--protocol-era', era);
    const { code, stdout } = await desk.run('mcp-inspector', args);
    expect(code).toBe(0);
    const { tools } = JSON.parse(stdout).result as { tools: { name: string }[] };
    const counts = engine.servers.map(({ id }) => ({
      id,
      tools: tools.filter(({ name }) => name.startsWith(`${id}__`)).length,
    }));
    expect(counts).toEqual(engine.servers.map(({ id, tools: count }) => ({ id, tools: count })));
  });

  it('calls a tool', async (context) => {
    needsInstalled(context, 'mcp-inspector');
    const desk = await setUpDesk();
    const args = inspect(
      token,
      ...['--method', 'tools/call', '--tool-name', 'fixture__greet', '--tool-arg', 'name=Ada'],
      ...['--protocol-era', era],
    );
    const { code, stdout } = await desk.run('mcp-inspector', args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).result).toMatchObject({
      content: [{ type: 'text', text: 'Hello, Ada!' }],
    });
  });
});

it('Inspector ends with 3 for a wrong token', async (context) => {
  needsInstalled(context, 'mcp-inspector');
  const desk = await setUpDesk();
  const args = inspect('lmcp_wrong', '--method', 'tools/list');
  expect((await desk.run('mcp-inspector', args)).code).toBe(3);
});

it('mcp-remote brings a client of stdio to a server and back', async (context) => {
  needsInstalled(context, 'mcp-remote');
  const desk = await setUpDesk();
  const args = [engine.url, '--header', `Authorization: Bearer ${token}`];
  const client = new LineClient(
    installedCommand('mcp-remote'),
    [...args, '--transport', 'http-only'],
    { cwd: desk.project, env: desk.env },
  );
  const { result } = await client.initialize();
  expect(result).toMatchObject({ serverInfo: { name: 'lmcp' } });
  const called = await client.request('tools/call', {
    name: 'fixture__greet',
    arguments: { name: 'Ada' },
  });
  expect(called.result).toMatchObject({ content: [{ type: 'text', text: 'Hello, Ada!' }] });
  await client.close();
});
