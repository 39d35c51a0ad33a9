// What the built main process imports as `electron/main` and `electron/common`, in a test without Electron's binary. It says on
// stdout, one JSON line each, what was asked of it, and where nobody listens it does what Electron does by itself.
import { EventEmitter } from 'node:events';

const say = (what, detail) => process.stdout.write(`${JSON.stringify({ what, detail })}\n`);

class App extends EventEmitter {
  isPackaged = false;
  whenReady = async () => say('ready');
  enableSandbox = () => say('sandbox');
  requestSingleInstanceLock = () => true;
  getPath = (name) => `/fake/${name}`;
  setPath = (name, path) => say('path', { name, path });
  getLoginItemSettings = () => ({ openAtLogin: false });
  setLoginItemSettings = () => undefined;
  quit = () => {
    let isPrevented = false;
    const preventDefault = () => {
      isPrevented = true;
    };
    this.emit('before-quit', { preventDefault });
    if (!isPrevented) this.exit(0);
  };
  exit = (code) => process.exit(code);
}

export const app = new App();
export const ipcMain = { handle: (channel) => say('channel', channel) };
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: true });
export const powerMonitor = new EventEmitter();
export const clipboard = { writeText: () => undefined };
export const dialog = { showErrorBox: (title, content) => say('error', `${title}: ${content}`) };
export const shell = {};
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 800, height: 600 } }],
};
export const protocol = {
  registerSchemesAsPrivileged: ([{ scheme }]) => say('scheme', scheme),
  handle: (scheme) => say('serves', scheme),
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    setSpellCheckerEnabled: () => undefined,
    webRequest: { onBeforeRequest: () => say('session locked') },
    on: () => undefined,
  },
};
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: () => undefined,
};
export class Notification extends EventEmitter {
  static isSupported = () => false;
}
export class Tray extends EventEmitter {
  constructor(image) {
    super();
    say('tray', image);
  }
  setImage = () => undefined;
  setToolTip = (text) => say('tooltip', text);
  setContextMenu = () => undefined;
  destroy = () => undefined;
}
export class BrowserWindow extends EventEmitter {
  id = 1;
  webContents = Object.assign(new EventEmitter(), {
    id: 1,
    send: () => undefined,
    setWindowOpenHandler: (handler) => say('window policy', handler().action),
  });
  constructor({ webPreferences }) {
    super();
    say('window', webPreferences);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = async (url) => {
    say('load', url);
    this.emit('ready-to-show');
  };
  show = () => say('shown');
  isMaximized = () => false;
  isDestroyed = () => false;
  getNormalBounds = () => ({ x: 0, y: 0, width: 1_000, height: 700 });
}
