import type { BrowserWindowConstructorOptions } from 'electron/main';
import { desktopChannels } from '../shared/desktop-channels.ts';
import { type AskDiscard, confirmDiscard } from './confirm-discard.ts';
import { pageUrl } from './own-url.ts';
import { type WindowLook, windowOptions } from './window-options.ts';
import {
  type Area,
  placeWindow,
  readWindowState,
  type WindowState,
  writeWindowState,
} from './window-state.ts';

/** What we use of a BrowserWindow. */
export interface WindowPort {
  readonly id: number;
  readonly webContents: {
    readonly id: number;
    send(channel: string, data: unknown): void;
    getURL(): string;
    on(event: 'render-process-gone', listener: () => void): unknown;
    on(
      event: 'will-prevent-unload',
      listener: (event: { preventDefault(): void }) => void,
    ): unknown;
  };
  loadURL(url: string): Promise<void>;
  show(): void;
  focus(): void;
  restore(): void;
  close(): void;
  /** Closes it whatever the page says; `close` is not emitted, `closed` is. */
  destroy(): void;
  maximize(): void;
  isMinimized(): boolean;
  isMaximized(): boolean;
  isDestroyed(): boolean;
  getNormalBounds(): Area;
  on(event: 'close' | 'closed', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
}

export interface MainWindowOptions extends WindowLook {
  readonly create: (options: BrowserWindowConstructorOptions) => WindowPort;
  readonly ask: AskDiscard;
  readonly statePath: string;
  readonly screens: () => readonly Area[];
  readonly log: (event: string, detail: Record<string, string>) => void;
  /** The page opened or closed: whoever feeds it starts or stops. */
  readonly onPage: (isOpen: boolean) => void;
}

/** The one window: made when it is asked for, gone when it is closed. The gateway does not notice (EL-15). */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: WindowPort | null = null;
  #gone = new AbortController();
  /** The page is there and hears which view to show. */
  #isLoaded = false;
  #isClosing = false;
  #isAsking = false;
  #isEnding = false;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** Who may ask over IPC. */
  get page(): { readonly id: number; readonly signal: AbortSignal } | null {
    if (this.#window === null) return null;
    return { id: this.#window.webContents.id, signal: this.#gone.signal };
  }

  /** @param view a view's word, such as `servers`; it stays where it is when the window is open and none is given. */
  show(view?: string): void {
    const open = this.#window;
    if (open === null) {
      this.#open(view ?? '');
      return;
    }
    // A page that is loaded anew would lose what a person has staged in it.
    if (view !== undefined && this.#isLoaded) this.send(desktopChannels.open, view);
    else if (view !== undefined) this.#load(open, view);
    if (open.isMinimized()) open.restore();
    open.show();
    open.focus();
  }

  /** The app ends: from now on no page holds its window open, and no window opens (EL-15). */
  letGo(): void {
    this.#isEnding = true;
    // The end closes it without a word.
    if (this.#window !== null) this.#keepPlace(this.#window);
  }

  send(channel: (typeof desktopChannels)[keyof typeof desktopChannels], data: unknown): void {
    if (this.#window === null || this.#window.isDestroyed()) return;
    this.#window.webContents.send(channel, data);
  }

  #keepPlace(window: WindowPort): void {
    writeWindowState(this.#options.statePath, stateOf(window));
  }

  #open(view: string): void {
    if (this.#isEnding) return;
    const { create, statePath, screens, onPage, log } = this.#options;
    const saved = readWindowState(statePath);
    const window = create(windowOptions(this.#options, placeWindow(saved, screens())));
    this.#window = window;
    this.#gone = new AbortController();
    this.#isLoaded = false;
    this.#isClosing = false;
    window.once('ready-to-show', () => {
      if (saved?.maximized) window.maximize();
      window.show();
    });
    window.on('close', () => {
      this.#isClosing = true;
      this.#keepPlace(window);
    });
    window.webContents.on('will-prevent-unload', (event) => {
      if (this.#isEnding) event.preventDefault();
      else void this.#askToDiscard(window);
    });
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
    window.loadURL(new URL(view, pageUrl).href).then(
      () => {
        this.#isLoaded = this.#window === window;
      },
      (error: unknown) => this.#options.log('window.not_loaded', { view, error: String(error) }),
    );
  }

  /**
   * The page holds edits, so it stays for now. Electron's question that could be answered within the event stops this process,
   * and every call with it; this one does not, and closes the window afterwards.
   */
  async #askToDiscard(window: WindowPort): Promise<void> {
    const wasClosing = this.#isClosing;
    this.#isClosing = false;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const mayDiscard = await confirmDiscard(this.#options.ask);
    this.#isAsking = false;
    if (!mayDiscard || window.isDestroyed()) return;
    const view = window.webContents.getURL().slice(pageUrl.length);
    window.destroy();
    // It was a reload: the same place, in a new window.
    if (!wasClosing) this.#open(view);
  }
}

function stateOf(window: WindowPort): WindowState {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, maximized: window.isMaximized() };
}
