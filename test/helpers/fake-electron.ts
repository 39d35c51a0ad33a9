import type { MenuItemConstructorOptions } from 'electron/main';
import type { DesktopElectron } from '../../src/main/desktop-electron.ts';
import type { IpcSender } from '../../src/main/ipc.ts';
import { desktopChannels } from '../../src/shared/desktop-channels.ts';
import type { Reply } from '../../src/shared/errors.ts';

type Listener = (...args: never[]) => unknown;

/** Named listeners, called by hand. */
class Emitter {
  readonly #listeners = new Map<string, Listener[]>();

  on = (event: string, listener: Listener): void => {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  };

  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...(args as never[]));
  }
}

export interface FakeElectronOptions {
  isPackaged?: boolean;
  /** False where another instance holds the lock. */
  isFirst?: boolean;
  answer?: number;
  savePath?: string | null;
}

/** Electron as the desktop host sees it, without a screen: records what was asked, and is asked by hand. */
export class FakeElectron {
  readonly app = new Emitter();
  readonly power = new Emitter();
  readonly contents = new Emitter();
  readonly window = new Emitter();
  readonly sent: { channel: string; data: unknown }[] = [];
  readonly loaded: string[] = [];
  readonly copied: string[] = [];
  readonly notices: { title: string; body: string }[] = [];
  readonly opened: string[] = [];
  readonly menus: MenuItemConstructorOptions[][] = [];
  readonly tips: string[] = [];
  readonly images: string[] = [];
  readonly handlers = new Map<string, (event: IpcSender, ...args: unknown[]) => Promise<unknown>>();
  /** Each dialog of an error, with its title. */
  readonly errors: string[] = [];
  /** What came before what, where that matters. */
  readonly order: string[] = [];
  readonly exited = Promise.withResolvers<number>();
  page: ((request: { url: string; method: string }) => Promise<Response>) | null = null;
  windowOptions: unknown = null;
  userData = '';
  isSandboxed = false;
  isSessionLocked = false;
  readonly port: DesktopElectron;
  readonly #own = { id: 1, senderFrame: { url: 'app://lmcp/ui/', parent: null } };

  constructor(options: FakeElectronOptions = {}) {
    const none = () => undefined;
    this.port = {
      app: {
        isPackaged: options.isPackaged ?? false,
        whenReady: async () => {
          this.order.push('ready');
        },
        enableSandbox: () => {
          this.isSandboxed = true;
        },
        requestSingleInstanceLock: () => options.isFirst ?? true,
        getPath: (name) => `/fake/${name}`,
        setPath: (_name, path) => {
          this.userData = path;
        },
        quit: () => this.quit(),
        exit: (code) => this.exited.resolve(code),
        on: this.app.on,
        getLoginItemSettings: () => ({ openAtLogin: false }),
        setLoginItemSettings: none,
      },
      ipcMain: { handle: (channel, listener) => void this.handlers.set(channel, listener) },
      protocol: {
        handle: (_scheme, handler) => {
          this.page = handler;
        },
      },
      powerMonitor: { on: this.power.on },
      nativeTheme: { shouldUseDarkColors: false, on: none },
      external: {
        ask: async () => options.answer ?? 0,
        open: async (url) => void this.opened.push(url),
      },
      session: () => ({
        setPermissionRequestHandler: none,
        setPermissionCheckHandler: none,
        setDevicePermissionHandler: none,
        setSpellCheckerEnabled: none,
        webRequest: {
          onBeforeRequest: () => {
            this.isSessionLocked = true;
          },
        },
        on: none,
      }),
      screens: () => [{ x: 0, y: 0, width: 1_920, height: 1_080 }],
      createWindow: (given) => {
        this.windowOptions = given;
        return this.#createWindow();
      },
      createTray: (image) => {
        this.images.push(image);
        return {
          setImage: (path) => this.images.push(path),
          setToolTip: (text) => this.tips.push(text),
          setContextMenu: none,
          on: none,
          destroy: none,
        };
      },
      buildMenu: (template) => this.menus.push(template),
      copyText: (text) => void this.copied.push(text),
      notify: (notice) => void this.notices.push(notice),
      showError: (title, content) => {
        this.order.push('error');
        this.errors.push(`${title}: ${content}`);
      },
      askSavePath: async () => options.savePath ?? null,
    };
  }

  quit(): void {
    this.app.emit('before-quit', { preventDefault: () => undefined });
  }

  /** What the page's preload does. */
  async ask(channel: 'invoke' | 'host', name: string, input: unknown = {}, event?: IpcSender) {
    const { id, senderFrame } = this.#own;
    const handler = this.handlers.get(desktopChannels[channel]);
    return (await handler?.(event ?? { sender: { id }, senderFrame }, name, input)) as Reply<never>;
  }

  /** Presses a line of the tray's menu, or of a menu inside of it. */
  press(label: string, inside?: string): void {
    const open = this.menus.at(-1) ?? [];
    const submenu = open.find((line) => line.label === inside)?.submenu;
    const lines = Array.isArray(submenu) ? submenu : open;
    const item = lines.find((line) => line.label === label);
    if (item?.click === undefined) throw new Error(`no line ${label}`);
    (item.click as () => void)();
  }

  #createWindow(): ReturnType<DesktopElectron['createWindow']> {
    const none = () => undefined;
    return {
      id: 1,
      webContents: {
        id: this.#own.id,
        send: (channel, data) => void this.sent.push({ channel, data }),
        on: this.contents.on,
      },
      loadURL: async (url) => void this.loaded.push(url),
      show: none,
      focus: none,
      restore: none,
      maximize: none,
      close: () => {
        this.window.emit('close');
        this.window.emit('closed');
      },
      isMinimized: () => false,
      isMaximized: () => false,
      isDestroyed: () => false,
      getNormalBounds: () => ({ x: 10, y: 20, width: 1_000, height: 700 }),
      on: this.window.on,
      once: this.window.on,
    };
  }
}
