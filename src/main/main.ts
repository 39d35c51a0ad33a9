import { fileURLToPath } from 'node:url';
import { shell } from 'electron/common';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  Tray,
} from 'electron/main';
import packageFile from '../../package.json' with { type: 'json' };
import { appMenu } from './app-menu.ts';
import { schemePrivileges } from './app-protocol.ts';
import { startDesktop } from './desktop.ts';
import type { DesktopElectron } from './desktop-electron.ts';
import { parseLaunch } from './launch-options.ts';
import { ownScheme } from './own-url.ts';
import { packedPlaces } from './packed-places.ts';

/* The only file that takes Electron's objects: it hands them to a composition that also runs without them. */
// Unpackaged, the first is the folder of the app, which nothing but a new start needs.
const args = process.argv.slice(1);
const { platform, env } = process;
const menu = appMenu(platform);

function createNotify(): DesktopElectron['notify'] {
  // Held until it is gone: collected as garbage, a notification would not answer a click.
  const shown = new Set<Notification>();
  return (notice, onClick) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ ...notice, silent: true });
    shown.add(notification);
    notification.on('click', onClick);
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };
}

const electron: DesktopElectron = {
  app,
  ipcMain,
  protocol,
  powerMonitor,
  nativeTheme,
  external: {
    ask: async (question) =>
      (await dialog.showMessageBox({ type: 'question', ...question })).response,
    open: (url) => shell.openExternal(url),
  },
  session: () => session.defaultSession,
  screens: () => screen.getAllDisplays().map(({ workArea }) => workArea),
  createWindow: (options) => new BrowserWindow(options),
  createTray: (image) => new Tray(image),
  buildMenu: (template) => Menu.buildFromTemplate(template),
  copyText: (text) => clipboard.writeText(text),
  notify: createNotify(),
  showError: (title, content) => dialog.showErrorBox(title, content),
  askSavePath: async (defaultPath) =>
    (await dialog.showSaveDialog({ defaultPath })).filePath || null,
};

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());
// Where the terminal that it was started from is gone, nobody reads what is said; the log file has it.
process.stderr.on('error', () => undefined);
// Windows shows notifications only of an app that it knows by this name, which the installer registers.
if (platform === 'win32') app.setAppUserModelId('dev.lmcp.desktop');
protocol.registerSchemesAsPrivileged([{ scheme: ownScheme, privileges: schemePrivileges }]);
Menu.setApplicationMenu(menu === null ? null : Menu.buildFromTemplate(menu));

void startDesktop(electron, {
  launch: parseLaunch(args, env, platform),
  args,
  env,
  platform,
  version: packageFile.version,
  ...packedPlaces(fileURLToPath(import.meta.url)),
  onUnforeseen: (listener) => {
    process.on('uncaughtException', listener);
    // Of these Electron only warns, and goes on.
    process.on('unhandledRejection', listener);
  },
  writeLog: (line) => void process.stderr.write(line),
});
