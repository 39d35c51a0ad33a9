import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/helpers/temporary-directory.ts';
import { createLoginItem, type LoginItemOptions } from './login-item.ts';

function options(more: Partial<LoginItemOptions> = {}): LoginItemOptions {
  let open = false;
  return {
    platform: 'linux',
    app: {
      getLoginItemSettings: ({ args }) => ({ openAtLogin: open && args[0] === '--hidden' }),
      setLoginItemSettings: ({ openAtLogin }) => {
        open = openAtLogin;
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
  const item = createLoginItem(options({ platform: 'win32' }));
  expect(item.set(true)).toEqual({ supported: true, open: true });
  expect(item.read()).toEqual({ supported: true, open: true });
});

it('an app that is not installed has no place to be opened from', () => {
  const item = createLoginItem(options({ isPackaged: false }));
  expect(item.set(true)).toEqual({ supported: false, open: false });
});
