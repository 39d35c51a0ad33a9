import type { MenuItemConstructorOptions } from 'electron/main';
import type { DesktopElectron } from '../../src/main/desktop-electron.ts';
import type { IpcSender } from '../../src/main/ipc.ts';
import type { LockableContents } from '../../src/main/security.ts';
import { desktopChannels } from '../../src/shared/desktop-channels.ts';
import type { Reply } from '../../src/shared/errors.ts';
import { Emitter } from './emitter.ts';
import { FakeWindow } from './fake-window.ts';

export interface FakeElectronOptions {
  isPackaged?: boolean;
  /** False where another instance holds the lock. */
  isFirst?: boolean;
  answer?: number;
  savePath?: string | null;
  /** The system does not know the folder for documents. */
  hasNoDocuments?: boolean;
  /** Creating the tray fails with this. */
  trayFault?: Error;
  /** What macOS says of the start. */
  wasOpenedAtLogin?: boolean;
}

/**
 * Electron as the desktop host sees it, without a screen: records what was asked, is asked by hand, and where nobody listens
 * does what Electron does by itself.
 */
export class FakeElectron {
  readonly app = new Emitter();
  readonly power = new Emitter();
  /** Every window that was made, the latest last. */
  readonly windows: FakeWindow[] = [];
  readonly copied: string[] = [];
  readonly notices: { title: string; body: string; click: () => void }[] = [];
  readonly opened: string[] = [];
  /** Where each dialog for a file started. */
  readonly suggested: string[] = [];
  readonly menus: MenuItemConstructorOptions[][] = [];
  readonly tips: string[] = [];
  readonly images: string[] = [];
  readonly relaunched: { execPath: string; args: string[] }[] = [];
  /** Each dialog of an error, with its title. */
  readonly errors: string[] = [];
  /** What came before what, where that matters. */
  readonly order: string[] = [];
  readonly handlers = new Map<string, (event: IpcSender, ...args: unknown[]) => Promise<unknown>>();
  readonly exited = Promise.withResolvers<number>();
  page: ((request: { url: string; method: string }) => Promise<Response>) | null = null;
  userData = '';
  isSandboxed = false;
  isSessionLocked = false;
  readonly port: DesktopElectron;

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
        getPath: (name) => {
          if (name === 'documents' && options.hasNoDocuments) {
            throw new Error("Failed to get 'documents' path");
          }
          return `/fake/${name}`;
        },
        setPath: (_name, path) => {
          this.userData = path;
        },
        quit: () => this.quit(),
        relaunch: (next) => void this.relaunched.push(next),
        exit: (code) => this.exited.resolve(code),
        on: this.app.on,
        getLoginItemSettings: () => ({
          openAtLogin: false,
          wasOpenedAtLogin: options.wasOpenedAtLogin ?? false,
        }),
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
      createWindow: (given) => this.#createWindow(given),
      createTray: (image) => {
        if (options.trayFault !== undefined) throw options.trayFault;
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
      notify: (notice, click) => void this.notices.push({ ...notice, click }),
      showError: (title, content) => {
        this.order.push('error');
        this.errors.push(`${title}: ${content}`);
      },
      askSavePath: async (suggested) => {
        this.suggested.push(suggested);
        return options.savePath ?? null;
      },
    };
  }

  /** The window that was made last. */
  get window(): FakeWindow {
    const last = this.windows.at(-1);
    if (last === undefined) throw new Error('no window was made');
    return last;
  }

  /** Every address that was loaded, in whichever window. */
  get loaded(): string[] {
    return this.windows.flatMap(({ loaded }) => loaded);
  }

  /** Everything that pages were told. */
  get sent(): FakeWindow['sent'] {
    return this.windows.flatMap(({ sent }) => sent);
  }

  /** As the tray, the system or a signal asks for it: Electron goes through with it unless a listener prevents it. */
  quit(): void {
    if (!this.app.emitPreventable('before-quit')) this.exited.resolve(0);
  }

  /** What the page's preload does: both ways are copies, as they are between two processes. */
  async ask(channel: 'invoke' | 'host', name: string, input: unknown = {}, event?: IpcSender) {
    const own = { sender: { id: 1 }, senderFrame: { url: 'app://lmcp/ui/', parent: null } };
    const handler = this.handlers.get(desktopChannels[channel]);
    const reply = await handler?.(event ?? own, name, structuredClone(input));
    return structuredClone(reply) as Reply<never>;
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

  #createWindow(options: FakeWindow['options']): FakeWindow {
    const window = new FakeWindow(options, () => {
      if (this.windows.some(({ isClosed }) => !isClosed)) return;
      // Without a listener Electron ends the app with its last window.
      if (!this.app.emit('window-all-closed')) this.quit();
    });
    this.windows.push(window);
    const contents: LockableContents = window.contents;
    this.app.emit('web-contents-created', {}, contents);
    return window;
  }
}
