import type { BrowserWindowConstructorOptions } from 'electron/main';
import type { desktopChannels } from '../shared/desktop-channels.ts';
import { pageUrl } from './own-url.ts';
import {
  type Area,
  placeWindow,
  readWindowState,
  smallest,
  type WindowState,
  writeWindowState,
} from './window-state.ts';

/** What we use of a BrowserWindow. */
export interface WindowPort {
  readonly id: number;
  readonly webContents: {
    readonly id: number;
    send(channel: string, data: unknown): void;
    on(event: 'render-process-gone', listener: () => void): unknown;
  };
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  restore(): void;
  close(): void;
  maximize(): void;
  isMinimized(): boolean;
  isMaximized(): boolean;
  isDestroyed(): boolean;
  getNormalBounds(): Area;
  on(event: 'close' | 'closed', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
}

export interface MainWindowOptions {
  readonly create: (options: BrowserWindowConstructorOptions) => WindowPort;
  readonly platform: NodeJS.Platform;
  readonly preload: string;
  readonly icon: string;
  /** Developer tools exist only in an app that is not packaged. */
  readonly devTools: boolean;
  readonly statePath: string;
  readonly screens: () => readonly Area[];
  readonly log: (event: string, detail: Record<string, string>) => void;
  /** The page opened or closed: whoever feeds it starts or stops. */
  readonly onPage: (isOpen: boolean) => void;
}

/** A window with what a page needs and nothing else (EL-1). */
export function windowOptions(
  options: Pick<MainWindowOptions, 'platform' | 'preload' | 'icon' | 'devTools'>,
  place: ReturnType<typeof placeWindow>,
): BrowserWindowConstructorOptions {
  const { platform, preload, icon, devTools } = options;
  return {
    ...place,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'LMCP',
    show: false,
    // Between the two themes, so that neither flashes.
    backgroundColor: '#131417',
    ...(platform === 'darwin'
      ? { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 16 } }
      : { autoHideMenuBar: true, icon }),
    webPreferences: {
      preload,
      devTools,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      enableWebSQL: false,
    },
  };
}

/** The one window: made when it is asked for, gone when it is closed. The gateway does not notice (EL-15). */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: WindowPort | null = null;
  #gone = new AbortController();

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** Who may ask over IPC. */
  get page(): { readonly id: number; readonly signal: AbortSignal } | null {
    if (this.#window === null) return null;
    return { id: this.#window.webContents.id, signal: this.#gone.signal };
  }

  /** @param view a view's word, such as `servers`; kept where it is when the window is open and none is given. */
  show(view?: string): void {
    const open = this.#window;
    if (open === null) {
      this.#open(view ?? '');
      return;
    }
    if (view !== undefined) this.#load(open, view);
    if (open.isMinimized()) open.restore();
    open.show();
    open.focus();
  }

  close(): void {
    this.#window?.close();
  }

  send(channel: (typeof desktopChannels)[keyof typeof desktopChannels], data: unknown): void {
    if (this.#window === null || this.#window.isDestroyed()) return;
    this.#window.webContents.send(channel, data);
  }

  #open(view: string): void {
    const { create, statePath, screens, onPage, log } = this.#options;
    const saved = readWindowState(statePath);
    const window = create(windowOptions(this.#options, placeWindow(saved, screens())));
    this.#window = window;
    this.#gone = new AbortController();
    window.once('ready-to-show', () => {
      if (saved?.maximized) window.maximize();
      window.show();
    });
    window.on('close', () => writeWindowState(statePath, stateOf(window)));
    window.on('closed', () => {
      this.#window = null;
      this.#gone.abort();
      onPage(false);
    });
    window.webContents.on('render-process-gone', () => {
      log('window.page_died', {});
      window.close();
    });
    onPage(true);
    this.#load(window, view);
  }

  #load(window: WindowPort, view: string): void {
    window
      .loadURL(new URL(view, pageUrl).href)
      .catch((error: unknown) =>
        this.#options.log('window.not_loaded', { view, error: String(error) }),
      );
  }
}

function stateOf(window: WindowPort): WindowState {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, maximized: window.isMaximized() };
}
