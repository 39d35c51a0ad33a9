import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Ask, desktop, server } from '../helpers/desktop.ts';
import { serveProcess } from '../helpers/engine-process.ts';
import type { FakeElectron } from '../helpers/fake-electron.ts';
import { McpClient } from '../helpers/mcp-client.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

/** A client of one server, through the real endpoint. */
async function clientOf(ask: Ask, id: string): Promise<McpClient> {
  const { url } = await ask<{ url: string }>('engine.status');
  const { token } = await ask<{ token: string }>('clients.rotate', { id: 'tester' });
  return McpClient.open(Number(new URL(url).port), `/mcp/s/${id}`, token);
}

const tooltip = (electron: FakeElectron, pattern: RegExp) =>
  vi.waitFor(() => expect(electron.tips.at(-1)).toMatch(pattern), { timeout: 10_000 });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('comes up: one page from app:, a locked session, the tray, and a page that lists servers', async () => {
  const { electron, directory, ask } = await desktop();
  expect(electron.isSandboxed && electron.isSessionLocked).toBe(true);
  expect(electron.userData).toBe(join(directory, 'data', 'desktop'));
  expect(statSync(electron.userData).mode & 0o777).toBe(0o700);
  expect(electron.loaded).toEqual(['app://lmcp/ui/']);
  expect(electron.window.isVisible).toBe(true);
  await tooltip(electron, /^LMCP: running, 0 of 1 server ready$/);
  const { servers } = await ask<{ servers: { id: string }[] }>('servers.list');
  expect(servers.map(({ id }) => id)).toEqual(['echo']);
  const status = await ask<{ url: string; ui: string | null }>('engine.status');
  expect(status.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  electron.press('Copy endpoint');
  expect(electron.copied).toEqual([status.url]);
});

it('the tray copies a snippet with its token, which is a row, and restarts a server', async () => {
  const { electron, ask } = await desktop();
  await ask('clients.rotate', { id: 'tester' });
  await ask('servers.start', { id: 'echo' });
  await tooltip(electron, /1 of 1 server ready/);
  electron.press('tester', 'Copy snippet for');
  await vi.waitFor(() => expect(electron.copied).toHaveLength(1));
  expect(electron.copied[0]).toMatch(/lmcp_c_[0-9A-Za-z]{49}/);
  const { rows } = await ask<{ rows: unknown[] }>('audit.query', {
    filter: { kind: 'token.revealed' },
  });
  expect(rows).toHaveLength(1);
  const pid = async () =>
    (await ask<{ server: { connections: { pid: number }[] } }>('servers.get', { id: 'echo' }))
      .server.connections[0]?.pid;
  const before = await pid();
  electron.press('Restart', 'echo: Ready');
  await vi.waitFor(async () => {
    const now = await pid();
    expect(now).toBeGreaterThan(0);
    expect(now).not.toBe(before);
  });
});

it('the tray copies nothing for an application that no snippet can connect, and says why', async () => {
  const { electron, ask } = await desktop({
    clients: { tester: { app: 'claude-desktop', allow_servers: ['echo'] } },
  });
  await ask('clients.rotate', { id: 'tester' });
  electron.press('tester', 'Copy snippet for');
  await vi.waitFor(() => expect(electron.notices).toHaveLength(1));
  expect(JSON.stringify(electron.notices)).toContain('lmcp bridge');
  expect(electron.copied).toEqual([]);
});

it('P-79 EL-7: a foreign frame is refused, and the refusal is on record', async () => {
  const { electron, ask } = await desktop();
  const frame = { url: 'https://evil.example/', parent: { url: 'app://lmcp/ui/' } };
  const reply = await electron.ask(
    'invoke',
    'servers.list',
    {},
    {
      sender: { id: 1 },
      senderFrame: frame,
    },
  );
  expect(reply).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  const rows = await vi.waitFor(async () => {
    const found = await ask<{ rows: { body: string }[] }>('audit.query', {
      filter: { kind: 'request.refused' },
    });
    expect(found.rows).toHaveLength(1);
    return found.rows;
  });
  expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject({
    actor: { type: 'client', door: 'ipc' },
    reason: 'lmcp:invoke: it is not the main frame',
  });
});

it('EL-4: whatever contents are made open no window and go nowhere, but reload', async () => {
  const { electron } = await desktop();
  expect(electron.window.openPolicy).toEqual({ action: 'deny' });
  expect(electron.window.navigate('https://example.com/')).toBe(false);
  expect(electron.window.navigate('app://lmcp/ui/')).toBe(true);
});

it('EL-15: closing the window keeps the gateway; the next one opens where it was', async () => {
  const { electron, ask } = await desktop();
  const { url } = await ask<{ url: string }>('engine.status');
  electron.window.close();
  expect((await fetch(new URL('/health', url))).status).toBe(200);
  expect(await electron.ask('invoke', 'servers.list')).toMatchObject({ ok: false });
  electron.app.emit('second-instance', {}, ['/app', '--hidden']);
  expect(electron.loaded).toHaveLength(1);
  electron.app.emit('second-instance', {}, ['/app', '--data=/elsewhere', 'lmcp://x']);
  expect(electron.loaded).toEqual(['app://lmcp/ui/', 'app://lmcp/ui/']);
  expect(electron.window.options).toMatchObject({ x: 10, y: 20, width: 1_000, height: 700 });
});

it('EL-15: staged edits hold the window until a person discards them, and never the end', async () => {
  const { electron, end } = await desktop();
  electron.window.holdsEdits = true;
  electron.window.close();
  expect(electron.window.isClosed).toBe(false);
  await tooltip(electron, /running, 0 of 1/);
  electron.press('Show in LMCP', 'echo: Stopped');
  await vi.waitFor(() =>
    expect(electron.sent.at(-1)).toEqual({ channel: 'lmcp:open', data: 'servers' }),
  );
  expect(electron.loaded).toHaveLength(1);
  const ended = end();
  electron.window.close();
  expect(electron.window.isClosed).toBe(true);
  expect(await ended).toBe(0);
});

it('EL-15: quit ends a call in flight and a child that ignores every polite word, within 8 s', async () => {
  const { electron, end, ask } = await desktop({
    clients: { tester: { allow_servers: ['mute'] } },
    servers: { stubborn: server('bad-start.mjs', 'stubborn'), mute: server('misbehave.mjs') },
  });
  const client = await clientOf(ask, 'mute');
  const inFlight = client.call('never').catch(() => 'cut');
  await ask('servers.start', { id: 'stubborn' });
  await tooltip(electron, /2 of 2 servers ready/);
  const { servers } = await ask<{ servers: { connections: { pid: number | null }[] }[] }>(
    'servers.list',
  );
  const pids = servers.flatMap(({ connections }) => connections.map(({ pid }) => pid ?? 0));
  expect(pids.filter(isAlive)).toHaveLength(2);
  const started = performance.now();
  expect(await end()).toBe(0);
  expect(performance.now() - started).toBeLessThan(8_000);
  expect(pids.filter(isAlive)).toEqual([]);
  await inFlight;
  client.close();
}, 30_000);

it('the tray stops and starts the gateway; in between the page hears that it is unreachable', async () => {
  const { electron, ask } = await desktop();
  const { url } = await ask<{ url: string }>('engine.status');
  await tooltip(electron, /running/);
  electron.press('Stop gateway');
  await tooltip(electron, /^LMCP: stopped$/);
  await expect(fetch(new URL('/health', url))).rejects.toThrow();
  expect(await electron.ask('invoke', 'servers.list')).toMatchObject({
    ok: false,
    error: { code: 'unreachable', message: 'The engine is stopped' },
  });
  const states = electron.sent.filter(({ channel }) => channel === 'lmcp:engine');
  expect(states.map(({ data }) => (data as { state: string }).state)).toEqual(
    ['starting', 'running', 'stopping', 'stopped'].slice(-states.length),
  );
  expect(await electron.ask('host', 'startEngine')).toMatchObject({ value: { state: 'running' } });
  await ask('servers.list');
  await tooltip(electron, /running/);
});

it('`lmcp serve` starts the gateway of an app that sits in the tray without one', async () => {
  const { electron, ask } = await desktop({ hidden: true });
  await tooltip(electron, /running/);
  electron.press('Stop gateway');
  await tooltip(electron, /^LMCP: stopped$/);
  electron.app.emit('second-instance', {}, ['/app', '--hidden']);
  await tooltip(electron, /running/);
  expect(electron.loaded).toEqual([]);
  electron.app.emit('second-instance', {}, ['/app']);
  const { url } = await ask<{ url: string }>('engine.status');
  expect((await fetch(new URL('/health', url))).status).toBe(200);
});

it('the page hears events while it is open, and a denied call becomes a notice', async () => {
  const { electron, ask } = await desktop({ lmcp: { tool_policy: { deny: ['echo'] } } });
  await ask('servers.start', { id: 'echo' });
  const client = await clientOf(ask, 'echo');
  expect((await client.call('echo')).error?.code).toBe(-32011);
  client.close();
  await vi.waitFor(() => {
    const events = electron.sent.filter(({ channel }) => channel === 'lmcp:event');
    const names = events.map(({ data }) => (data as { event: string }).event);
    expect(names).toContain('servers.changed');
    expect(names).toContain('audit.appended');
  });
  await vi.waitFor(() => expect(electron.notices).toHaveLength(1), { timeout: 10_000 });
  expect(electron.notices).toMatchObject([
    { title: 'tester was denied a call', body: 'echo / echo' },
  ]);
}, 30_000);

it('MG-8: the HTTP management API is off until the operator turns it on', async () => {
  const off = await desktop();
  const { url, ui } = await off.ask<{ url: string; ui: string | null }>('engine.status');
  expect(ui).toBeNull();
  expect(await off.ask('engine.settings')).toMatchObject({ settings: { management_http: false } });
  expect(await off.electron.ask('invoke', 'management.uiLink')).toMatchObject({
    error: { code: 'management_off' },
  });
  for (const path of ['/ui/', '/api/v1/engine.status', '/api/v1/events', '/api/v1/login']) {
    expect([path, (await fetch(new URL(path, url))).status]).toEqual([path, 404]);
  }
  const on = await desktop({ lmcp: { management_http: true } });
  const there = await on.ask<{ url: string; ui: string | null }>('engine.status');
  expect(there.ui).toBe(new URL('/ui/', there.url).href);
  expect(await on.ask('engine.settings')).toMatchObject({ settings: { management_http: true } });
  const asked = await fetch(new URL('/api/v1/engine.status', there.url), { method: 'POST' });
  expect(asked.status).toBe(401);
});

it('SU-14: where another engine has the data directory the app says so, with its process id', async () => {
  const first = await desktop();
  const second = await desktop({ directory: first.directory, hidden: true });
  // Nobody would see a hidden app that does nothing.
  expect(second.electron.loaded).toHaveLength(1);
  await tooltip(second.electron, new RegExp(`process id ${process.pid}`));
  const engine = await second.electron.ask('host', 'engine');
  expect(engine).toMatchObject({ value: { state: 'failed', error: { code: 'already_running' } } });
  await first.ask('servers.list');
});

it("P-77 SU-14: the app and `lmcp serve` refuse each other, each with the other's process id", async () => {
  const served = temporaryDirectory();
  const { child, exited } = await serveProcess(served);
  onTestFinished(async () => {
    child.kill();
    await exited;
  });
  const app = await desktop({ directory: served });
  expect(await app.electron.ask('host', 'engine')).toMatchObject({
    value: { error: { code: 'already_running', data: { pid: child.pid } } },
  });
  const hosting = await desktop();
  await expect(serveProcess(hosting.directory)).rejects.toThrow(
    new RegExp(`already_running.*${process.pid}|${process.pid}.*already_running`, 's'),
  );
});
