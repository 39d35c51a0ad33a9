import type { BrowserWindowConstructorOptions } from 'electron/main';
import type { WindowPort } from '../../src/main/main-window.ts';
import type { LockableContents } from '../../src/main/security.ts';
import { Emitter } from './emitter.ts';

/** A BrowserWindow without a screen, with the order of events that Electron has. */
export class FakeWindow implements WindowPort {
  readonly id = 1;
  readonly options: BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  readonly sent: { channel: string; data: unknown }[] = [];
  readonly contents: WindowPort['webContents'] & LockableContents;
  /** What the page may open; null until it was said, when Electron opens everything. */
  openPolicy: { action: 'deny' } | null = null;
  isVisible = false;
  isClosed = false;
  /** The page cancels its unload, as with staged edits. */
  holdsEdits = false;
  readonly #events = new Emitter();
  readonly #page = new Emitter();
  readonly #onClosed: () => void;

  constructor(options: BrowserWindowConstructorOptions, onClosed: () => void) {
    this.options = options;
    this.#onClosed = onClosed;
    this.contents = {
      id: 1,
      send: (channel, data) => void this.sent.push({ channel, data: structuredClone(data) }),
      setWindowOpenHandler: (handler) => {
        this.openPolicy = handler();
      },
      getURL: () => this.loaded.at(-1) ?? '',
      on: this.#page.on,
    };
  }

  get webContents(): WindowPort['webContents'] {
    return this.contents;
  }

  on = this.#events.on;
  once = this.#events.on;

  async loadURL(url: string): Promise<void> {
    if (!this.#mayUnload()) throw new Error('ERR_ABORTED');
    const isFirst = this.loaded.push(url) === 1;
    if (isFirst) this.#events.emit('ready-to-show');
  }

  /** The page asks to go somewhere, or to reload where it is; true when it may. */
  navigate(url: string): boolean {
    const details = { url, isMainFrame: true };
    const isPrevented = ['will-frame-navigate', 'will-navigate'].some((event) =>
      this.#page.emitPreventable(event, details),
    );
    return !isPrevented && this.#mayUnload();
  }

  close(): void {
    this.#events.emit('close');
    if (this.#mayUnload()) this.destroy();
  }

  destroy(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#events.emit('closed');
    this.#onClosed();
  }

  #mayUnload(): boolean {
    // Electron obeys the page without a word, unless a listener prevents that.
    return !this.holdsEdits || this.#page.emitPreventable('will-prevent-unload');
  }

  show(): void {
    this.isVisible = true;
  }

  focus(): void {}
  restore(): void {}
  maximize(): void {}

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  isDestroyed(): boolean {
    return this.isClosed;
  }

  getNormalBounds() {
    return { x: 10, y: 20, width: 1_000, height: 700 };
  }
}
