import { execFileSync } from 'node:child_process';
import { afterAll, beforeEach, describe, it, vi } from 'vitest';
import { groupRuns } from '../../src/core/supervisor/process-group.ts';
import { finished, Lmcp } from '../helpers/lmcp.ts';
import { whyNoWindow } from '../helpers/terminal-window.ts';
import { testServerPath } from '../helpers/upstream-rig.ts';

const opened: Lmcp[] = [];
const engines: number[] = [];
afterAll(async () => {
  // Of an engine that a failed test left behind nobody else knows.
  for (const pid of engines) if (groupRuns(pid)) process.kill(pid, 'SIGKILL');
  await Promise.all(opened.map((lmcp) => lmcp.close()));
});

const patience = { timeout: 20_000, interval: 50 };
const missing = whyNoWindow();

/** An engine with one child, started in a window. */
async function serveInWindow(redirect?: string) {
  const lmcp = await Lmcp.make();
  opened.push(lmcp);
  const echo = [process.execPath, testServerPath('echo.mjs')];
  await lmcp.run(['server', 'add', 'echo', '--', ...echo]);
  const window = lmcp.startInWindow(['serve', '--port', '0'], redirect);
  const done = finished(window);
  await vi.waitUntil(async () => (await lmcp.run(['status'])).code === 0, patience);
  const { pid } = (await lmcp.run(['status', '--json'])).json<{ pid: number }>();
  engines.push(pid);
  await lmcp.run(['server', 'start', 'echo']);
  return { lmcp, pid, done, close: () => window.stdin?.end() };
}

async function childOf(lmcp: Lmcp): Promise<number> {
  const list = await lmcp.run(['server', 'list', '--json']);
  const { servers } = list.json<{ servers: { connections: { pid: number }[] }[] }>();
  return servers[0]?.connections[0]?.pid ?? 0;
}

async function servesOn(lmcp: Lmcp, pid: number): Promise<boolean> {
  const { code } = await lmcp.run(['server', 'restart', 'echo']);
  const status = await lmcp.run(['status', '--json']);
  return code === 0 && status.json<{ pid: number }>().pid === pid;
}

/** `?`, of whatever length, where it has none. */
function terminalOf(pid: number): string {
  return execFileSync('ps', ['-o', 'tty=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}

describe.concurrent('the window that `serve` was started in', () => {
  beforeEach(({ skip }) => {
    if (missing !== null) skip(missing);
  });

  it('closed, ends the engine in good order: child stopped, log closed and whole', async ({
    expect,
  }) => {
    const { lmcp, pid, done, close } = await serveInWindow();
    const child = await childOf(lmcp);
    expect(groupRuns(child)).toBe(true);
    close();
    await vi.waitUntil(() => !groupRuns(pid), patience);
    expect((await done).code).toBe(0);
    expect(groupRuns(child)).toBe(false);
    const { stdout } = await lmcp.run(['audit', 'query', '--limit', '1', '--json']);
    expect(JSON.parse(stdout).body).toMatchObject({ kind: 'engine.stopped' });
    expect((await lmcp.run(['audit', 'verify'])).code).toBe(0);
  });

  it('open, leaves SIGHUP to mean that the registry is read again', async ({ expect }) => {
    const { lmcp, pid, done } = await serveInWindow();
    process.kill(pid, 'SIGHUP');
    expect(await servesOn(lmcp, pid)).toBe(true);
    process.kill(pid, 'SIGTERM');
    expect((await done).code).toBe(0);
  });

  it('closed, leaves an engine alone that reads and prints elsewhere, as under `nohup`', async ({
    expect,
  }) => {
    const { lmcp, pid, done, close } = await serveInWindow('</dev/null >said 2>&1');
    expect(terminalOf(pid)).not.toMatch(/^\?+$/);
    close();
    await vi.waitFor(() => expect(terminalOf(pid)).toMatch(/^\?+$/), patience);
    process.kill(pid, 'SIGHUP');
    expect(await servesOn(lmcp, pid)).toBe(true);
    process.kill(pid, 'SIGTERM');
    expect((await done).code).toBe(0);
  });
});
