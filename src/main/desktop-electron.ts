import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron/main';
import type { IpcDoor } from './ipc.ts';
import type { LoginItemSettings } from './login-item.ts';
import type { WindowPort } from './main-window.ts';
import type { ExternalPorts } from './open-external.ts';
import type { LockableContents, LockableSession } from './security.ts';
import type { TrayPort } from './tray.ts';
import type { Area } from './window-state.ts';

/** What we use of Electron's app. */
export interface AppPort extends LoginItemSettings {
  readonly isPackaged: boolean;
  readonly dock?: { hide(): void; show(): Promise<void> } | undefined;
  whenReady(): Promise<void>;
  enableSandbox(): void;
  requestSingleInstanceLock(): boolean;
  getPath(name: 'documents' | 'exe'): string;
  setPath(name: 'userData', path: string): void;
  quit(): void;
  /** Starts another one as soon as this one has ended. */
  relaunch(options: { execPath: string; args: string[] }): void;
  exit(code: number): void;
  on(event: 'second-instance', listener: (event: unknown, args: string[]) => void): unknown;
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  on(event: 'window-all-closed' | 'activate', listener: () => void): unknown;
  on(
    event: 'browser-window-created',
    listener: (event: unknown, window: EndingWindow) => void,
  ): unknown;
  on(
    event: 'web-contents-created',
    listener: (event: unknown, contents: LockableContents) => void,
  ): unknown;
}

/** A window as the end of a session is told to it, on Windows. */
interface EndingWindow {
  on(event: 'session-end', listener: () => void): unknown;
}

/**
 * All of Electron that the desktop host uses, handed in by main.ts: so the whole composition runs under plain Node in a
 * test, with the real engine.
 */
export interface DesktopElectron {
  readonly app: AppPort;
  readonly ipcMain: IpcDoor;
  readonly protocol: {
    handle(
      scheme: string,
      handler: (request: { readonly url: string; readonly method: string }) => Promise<Response>,
    ): void;
  };
  readonly powerMonitor: {
    on(event: 'resume', listener: () => void): unknown;
    /** On Linux and macOS; to prevent it asks the system to wait. Electron's types leave the event out. */
    on(event: 'shutdown', listener: (event?: { preventDefault(): void }) => void): unknown;
  };
  readonly nativeTheme: {
    readonly shouldUseDarkColors: boolean;
    on(event: 'updated', listener: () => void): unknown;
  };
  readonly external: ExternalPorts;
  /** The session of every page; there once the app is ready. */
  session(): LockableSession;
  screens(): readonly Area[];
  createWindow(options: BrowserWindowConstructorOptions): WindowPort;
  createTray(image: string): TrayPort;
  buildMenu(template: MenuItemConstructorOptions[]): unknown;
  copyText(text: string): void;
  notify(notice: { title: string; body: string }, onClick: () => void): void;
  /** Shows why the app does not start, or ends; a person closes it before it returns. */
  showError(title: string, content: string): void;
  askSavePath(suggestedPath: string): Promise<string | null>;
}
