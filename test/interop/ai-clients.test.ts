import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { installedCommand, needsInstalled, setUpDesk } from '../helpers/installed-clients.ts';
import { LineClient } from '../helpers/line-client.ts';
import { type RealEngine, startRealEngine } from '../helpers/real-engine.ts';

const statusReply = z.object({
  data: z.array(z.object({ tools: z.record(z.string(), z.unknown()) })),
});
const threadReply = z.object({ thread: z.object({ id: z.string() }) });

/** AI clients as their users run them, without an account, at the endpoint of all servers at once. */
let engine: RealEngine;
let token: string;

beforeAll(async () => {
  engine = await startRealEngine();
  token = await engine.token('gw');
});

afterAll(() => engine.stop());

it('Claude Code connects', async (context) => {
  needsInstalled(context, 'claude');
  const desk = await setUpDesk();
  const header = `Authorization: Bearer ${token}`;
  const add = ['mcp', 'add', '--transport', 'http', 'gw', engine.url, '--header', header];
  expect(await desk.run('claude', add)).toMatchObject({ code: 0 });
  const { text } = await desk.run('claude', ['mcp', 'list']);
  expect(text).toContain(`gw: ${engine.url} (HTTP) - ✔ Connected`);
});

it('Claude Code is told that a wrong token is wrong', async (context) => {
  needsInstalled(context, 'claude');
  const desk = await setUpDesk();
  const header = 'Authorization: Bearer lmcp_wrong';
  await desk.run('claude', [
    'mcp',
    'add',
    '--transport',
    'http',
    'gw',
    engine.url,
    '--header',
    header,
  ]);
  expect((await desk.run('claude', ['mcp', 'list'])).text).not.toContain('✔ Connected');
});

it('Gemini CLI connects', async (context) => {
  needsInstalled(context, 'gemini');
  const desk = await setUpDesk();
  const header = `Authorization: Bearer ${token}`;
  const add = ['mcp', 'add', '--scope', 'user', '-t', 'http', '-H', header, 'gw', engine.url];
  expect(await desk.run('gemini', add)).toMatchObject({ code: 0 });
  const { text } = await desk.run('gemini', ['mcp', 'list'], {
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  });
  expect(text).toContain(`✓ gw: ${engine.url} (http) - Connected`);
});

it('opencode connects', async (context) => {
  needsInstalled(context, 'opencode');
  const desk = await setUpDesk();
  const folder = join(desk.home, '.config', 'opencode');
  await mkdir(folder, { recursive: true });
  const headers = { Authorization: `Bearer ${token}` };
  const gw = { type: 'remote', url: engine.url, enabled: true, oauth: false, headers };
  await writeFile(join(folder, 'opencode.json'), JSON.stringify({ mcp: { gw } }));
  const { text } = await desk.run('opencode', ['mcp', 'list']);
  expect(text).toMatch(/✓ gw .*connected/);
});

it('Codex lists the tools of every server, and calls one', async (context) => {
  needsInstalled(context, 'codex');
  const desk = await setUpDesk();
  const env = { ...desk.env, GW_TOKEN: token };
  const add = ['mcp', 'add', 'gw', '--url', engine.url, '--bearer-token-env-var', 'GW_TOKEN'];
  await mkdir(join(desk.home, '.codex'));
  expect(await desk.run('codex', add, { GW_TOKEN: token })).toMatchObject({ code: 0 });

  const codex = new LineClient(installedCommand('codex'), ['app-server'], {
    cwd: desk.project,
    env,
  });
  await codex.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  codex.notify('initialized');
  const { data } = statusReply.parse((await codex.request('mcpServerStatus/list')).result);
  const counts = engine.servers.map(({ id }) => ({
    id,
    tools: Object.keys(data[0]?.tools ?? {}).filter((name) => name.startsWith(`${id}__`)).length,
  }));
  expect(counts).toEqual(engine.servers.map(({ id, tools }) => ({ id, tools })));

  const { thread } = threadReply.parse((await codex.request('thread/start')).result);
  const called = await codex.request('mcpServer/tool/call', {
    threadId: thread.id,
    server: 'gw',
    tool: 'fixture__test_simple_text',
    arguments: {},
  });
  expect(called.result).toMatchObject({
    content: [{ type: 'text', text: 'This is a simple text response for testing.' }],
  });
  await codex.close();
});
