import type { MenuItemConstructorOptions } from 'electron/main';

/**
 * The menu of the app, or null for none. Without it the keys for quit, close, copy and paste do nothing on macOS; elsewhere windows
 * know them, and ours has no menu bar.
 */
export function appMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] | null {
  if (platform !== 'darwin') return null;
  return [{ role: 'appMenu' }, { role: 'fileMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
}
