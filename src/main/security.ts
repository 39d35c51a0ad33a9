import { isOwnUrl } from './own-url.ts';

/** What we use of a session; a fake one is enough for a test. */
export interface LockableSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setSpellCheckerEnabled(enabled: boolean): void;
  readonly webRequest: {
    onBeforeRequest(
      handler: (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void,
    ): void;
  };
  on(event: 'will-download', listener: (event: Preventable) => void): unknown;
}

interface Preventable {
  preventDefault(): void;
}

interface Navigation extends Preventable {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** What we use of any web contents, the main window's and those that nobody asked for. */
export interface LockableContents {
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
  getURL(): string;
  on(
    event: 'will-navigate' | 'will-frame-navigate',
    listener: (event: Navigation) => void,
  ): unknown;
  on(
    event: 'will-redirect' | 'will-attach-webview',
    listener: (event: Preventable) => void,
  ): unknown;
}

/** The page may write to the clipboard when a copy button is pressed; nothing else is ever granted (EL-5). */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Permissions, devices, downloads and every address but the app's own are refused (EL-2, EL-5). */
export function lockSession(session: LockableSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(granted.has(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => granted.has(permission));
  session.setDevicePermissionHandler(() => false);
  // Its dictionaries come from a server.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOwnUrl(url) }));
  session.on('will-download', (event) => event.preventDefault());
}

/**
 * No navigation but a reload, no new window, no webview, in whatever contents there are (EL-4). The page changes views by its
 * own history.
 */
export function lockContents(contents: LockableContents): void {
  const refuse = (event: Preventable) => event.preventDefault();
  const allowReload = (event: Navigation) => {
    if (!event.isMainFrame || !isReload(contents.getURL(), event.url)) event.preventDefault();
  };
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', allowReload);
  contents.on('will-frame-navigate', allowReload);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
}

/** True where the app's own page asks for the place that it is at. */
function isReload(from: string, to: string): boolean {
  return isOwnUrl(from) && isOwnUrl(to) && new URL(from).pathname === new URL(to).pathname;
}

/** Switches that open a debugger, run code or lift the sandbox; fuses cover Node's, these are Chromium's (EL-10). */
const forbidden =
  /^--?(remote-debugging-|inspect|js-flags|load-extension|disable-web-security|no-sandbox|disable-sandbox|disable-site-isolation|allow-file-access|disable-features|enable-blink-features|utility-cmd-prefix|renderer-cmd-prefix|gpu-launcher|host-rules|host-resolver-rules|proxy-server|proxy-pac-url)/i;

/** The first switch with which a packaged app does not start, or null. */
export function forbiddenSwitch(args: readonly string[]): string | null {
  return args.find((argument) => forbidden.test(argument)) ?? null;
}
