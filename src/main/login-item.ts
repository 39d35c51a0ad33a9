import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface LoginItemState {
  readonly supported: boolean;
  readonly open: boolean;
}

export interface LoginItem {
  read(): LoginItemState;
  set(open: boolean): LoginItemState;
  /** True where the system opened the app at login and handed over no `--hidden`, which macOS cannot. */
  openedApp(): boolean;
}

/** What macOS and Windows offer through Electron. */
export interface LoginItemSettings {
  /** `args` and `executableWillLaunchAtLogin` are of Windows alone, `wasOpenedAtLogin` is of macOS alone. */
  getLoginItemSettings(options: { args: string[] }): {
    openAtLogin: boolean;
    wasOpenedAtLogin?: boolean;
    executableWillLaunchAtLogin?: boolean;
  };
  setLoginItemSettings(options: { openAtLogin: boolean; args: string[] }): void;
}

export interface LoginItemOptions {
  readonly platform: NodeJS.Platform;
  readonly app: LoginItemSettings;
  /** Only an installed app has a place to be opened from. */
  readonly isPackaged: boolean;
  /** What starts the app. */
  readonly executable: string;
  /** `$XDG_CONFIG_HOME`, or `~/.config`. */
  readonly configDir: string;
}

const hidden = ['--hidden'];

/** Opens the app at login, without a window. */
export function createLoginItem(options: LoginItemOptions): LoginItem {
  if (!options.isPackaged) return unsupported;
  return options.platform === 'linux' ? autostartFile(options) : systemSetting(options);
}

const unsupported: LoginItem = {
  read: () => ({ supported: false, open: false }),
  set: () => ({ supported: false, open: false }),
  openedApp: () => false,
};

function systemSetting({ app, platform }: LoginItemOptions): LoginItem {
  const settings = () => app.getLoginItemSettings({ args: hidden });
  const read = () => {
    const { openAtLogin, executableWillLaunchAtLogin } = settings();
    // Windows keeps the entry of an app that a person has switched off in its Task Manager.
    const isSwitchedOff = platform === 'win32' && executableWillLaunchAtLogin === false;
    return { supported: true, open: openAtLogin && !isSwitchedOff };
  };
  return {
    read,
    set: (open) => {
      app.setLoginItemSettings({ openAtLogin: open, args: hidden });
      return read();
    },
    openedApp: () => platform === 'darwin' && settings().wasOpenedAtLogin === true,
  };
}

/** The XDG autostart specification: one desktop entry in the user's folder. */
function autostartFile({ configDir, executable }: LoginItemOptions): LoginItem {
  const path = join(configDir, 'autostart', 'lmcp.desktop');
  const read = () => ({ supported: true, open: isSwitchedOn(path) });
  return {
    read,
    set: (open) => {
      if (open) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, desktopEntry(executable));
      } else rmSync(path, { force: true });
      return read();
    },
    openedApp: () => false,
  };
}

/** Desktops switch an entry off with a line in it. */
function isSwitchedOn(path: string): boolean {
  if (!existsSync(path)) return false;
  return !/^(?:Hidden=true|X-GNOME-Autostart-enabled=false)$/m.test(readFileSync(path, 'utf8'));
}

function desktopEntry(executable: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=LMCP',
    `Exec=${quoted(executable)} ${hidden.join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** As the Desktop Entry specification quotes an argument of Exec; a percent sign starts a field code. */
function quoted(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
