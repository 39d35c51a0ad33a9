import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { desktop } from '../helpers/desktop.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

it('a second instance ends before it touches anything', async () => {
  const { electron } = await desktop({ isFirst: false });
  expect(await electron.exited.promise).toBe(0);
  expect([electron.loaded, electron.handlers.size]).toEqual([[], 0]);
});

it('EL-10: a packaged app does not start with a debugger, and says so before it would listen', async () => {
  const args = ['--no-sandbox', '--remote-debugging-port=9222'];
  const { electron, lines } = await desktop({ isPackaged: true, args });
  expect(await electron.exited.promise).toBe(2);
  expect(electron.errors.join()).toContain('does not start with --remote-debugging-port=9222');
  expect(lines.join()).toContain('--remote-debugging-port=9222');
  expect(electron.order).toEqual(['error']);
  expect(electron.handlers.size).toBe(0);
});

it('EL-10: an AppImage that lifts its own sandbox says in a dialog what to do, and ends', async () => {
  const { electron } = await desktop({ isPackaged: true, args: ['--no-sandbox', '--hidden'] });
  expect(await electron.exited.promise).toBe(2);
  expect(electron.errors.join()).toMatch(/--no-sandbox.*AppImage.*deb package.*sysctl/s);
  // Linux has no dialogs before that.
  expect(electron.order).toEqual(['ready', 'error']);
  expect([electron.loaded, electron.handlers.size]).toEqual([[], 0]);
});

it('a data directory that cannot be made is told in a dialog, with what to do', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'data'), 'a file in its place');
  const { electron } = await desktop({ directory });
  expect(await electron.exited.promise).toBe(1);
  expect(electron.errors).toHaveLength(1);
  expect(electron.errors[0]).toContain(join(directory, 'data'));
  expect(electron.errors[0]).toMatch(/EEXIST|ENOTDIR/);
  expect(electron.errors[0]).toContain('--data=DIR');
});

it('a start that fails for any other reason is told as well, and ends', async () => {
  const { electron } = await desktop({ trayFault: new Error('no such image') });
  expect(await electron.exited.promise).toBe(1);
  expect(electron.errors.join()).toMatch(/could not start: no such image.*Start it again/s);
});

it('SU-17: an error that nobody foresaw before there is an engine is told, and ends it non-zero', async () => {
  const { electron, fail } = await desktop({ isFirst: false });
  fail(new Error('nobody foresaw this'));
  await vi.waitFor(() => expect(electron.errors.join()).toContain('nobody foresaw this'));
});

it('hidden: no window, and the gateway serves', async () => {
  const { electron, directory } = await desktop({ hidden: true });
  expect(electron.loaded).toEqual([]);
  const file = JSON.parse(readFileSync(join(directory, 'data', 'engine.json'), 'utf8'));
  expect((await fetch(new URL('/health', file.url))).status).toBe(200);
  electron.power.emit('resume');
});

it('EL-15: a start that came while the app ended begins it anew, as it was started', async () => {
  const { electron } = await desktop({ hidden: true, args: ['--hidden', '--port=0'] });
  electron.quit();
  electron.app.emit('second-instance', {}, ['/app']);
  expect(await electron.exited.promise).toBe(0);
  expect(electron.relaunched).toEqual([{ execPath: '/fake/exe', args: ['--port=0'] }]);
  expect(electron.loaded).toEqual([]);
});

it('macOS: opened at login, which hands over no arguments, it has no window either', async () => {
  const platform = 'darwin';
  const atLogin = await desktop({ platform, isPackaged: true, wasOpenedAtLogin: true });
  expect(atLogin.electron.loaded).toEqual([]);
  const byHand = await desktop({ platform, isPackaged: true });
  expect(byHand.electron.loaded).toHaveLength(1);
});

it('starts where the system does not know the folder for documents: an export is suggested at home', async () => {
  const { electron } = await desktop({ hasNoDocuments: true });
  expect(electron.errors).toEqual([]);
  await electron.ask('host', 'chooseSavePath', { suggestedName: 'audit.csv' });
  expect(electron.suggested).toEqual([join(homedir(), 'audit.csv')]);
});
