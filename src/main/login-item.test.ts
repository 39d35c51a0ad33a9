import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/helpers/temporary-directory.ts';
import { createLoginItem, type LoginItemOptions } from './login-item.ts';

/** A system that knows arguments on Windows, and whether it opened the app on macOS, as Electron has it. */
function options(
  more: Partial<LoginItemOptions> = {},
  { wasOpenedAtLogin = false } = {},
): LoginItemOptions {
  let open: { args: string } | null = null;
  const platform = more.platform ?? 'linux';
  return {
    platform,
    app: {
      getLoginItemSettings: ({ args }) =>
        platform === 'darwin'
          ? { openAtLogin: open !== null, wasOpenedAtLogin }
          : { openAtLogin: open?.args === args.join() },
      setLoginItemSettings: ({ openAtLogin, args }) => {
        open = openAtLogin ? { args: args.join() } : null;
      },
    },
    isPackaged: true,
    executable: '/opt/LMCP/lmcp-desktop',
    configDir: temporaryDirectory(),
    ...more,
  };
}

it('Linux: one desktop entry, which starts it hidden, and which goes again', () => {
  const given = options({ executable: '/home/a b/$100%/lm"cp\\.AppImage' });
  const item = createLoginItem(given);
  const path = join(given.configDir, 'autostart', 'lmcp.desktop');
  expect(item.read()).toEqual({ supported: true, open: false });
  expect(item.set(true)).toEqual({ supported: true, open: true });
  const exec = readFileSync(path, 'utf8')
    .split('\n')
    .find((line) => line.startsWith('Exec='));
  expect(exec).toBe('Exec="/home/a b/\\\\$100%%/lm\\\\"cp\\\\\\\\.AppImage" --hidden');
  expect(item.set(false)).toEqual({ supported: true, open: false });
  expect(existsSync(path)).toBe(false);
});

it('macOS and Windows: the setting of the system', () => {
  for (const platform of ['darwin', 'win32'] as const) {
    const item = createLoginItem(options({ platform }));
    expect(item.set(true)).toEqual({ supported: true, open: true });
    expect(item.read()).toEqual({ supported: true, open: true });
    expect(item.set(false)).toEqual({ supported: true, open: false });
  }
});

it('Linux: an entry that the desktop has switched off does not count, and is made anew', () => {
  const given = options();
  const item = createLoginItem(given);
  const path = join(given.configDir, 'autostart', 'lmcp.desktop');
  for (const line of ['Hidden=true', 'X-GNOME-Autostart-enabled=false']) {
    item.set(true);
    writeFileSync(path, readFileSync(path, 'utf8').replace('X-GNOME-Autostart-enabled=true', line));
    expect([line, item.read().open]).toEqual([line, false]);
    expect(item.set(true).open).toBe(true);
  }
});

it('Windows: an entry that was switched off in the Task Manager does not count', () => {
  const given = options({ platform: 'win32' });
  let isSwitchedOff = false;
  const app = {
    ...given.app,
    getLoginItemSettings: (asked: { args: string[] }) => ({
      ...given.app.getLoginItemSettings(asked),
      executableWillLaunchAtLogin: !isSwitchedOff,
    }),
  };
  const item = createLoginItem({ ...given, app });
  expect(item.set(true).open).toBe(true);
  isSwitchedOff = true;
  expect(item.read().open).toBe(false);
});

it('macOS says itself that it opened the app; elsewhere the arguments do', () => {
  const opened = (platform: NodeJS.Platform, wasOpenedAtLogin: boolean) =>
    createLoginItem(options({ platform }, { wasOpenedAtLogin })).openedApp();
  expect(opened('darwin', true)).toBe(true);
  expect(opened('darwin', false)).toBe(false);
  expect(opened('win32', true)).toBe(false);
  expect(opened('linux', true)).toBe(false);
});

it('an app that is not installed has no place to be opened from', () => {
  const item = createLoginItem(options({ isPackaged: false }));
  expect(item.set(true)).toEqual({ supported: false, open: false });
});
