import { describe, expect, it } from 'vitest';
import { Emitter } from '../../test/helpers/emitter.ts';
import { isOwnUrl } from './own-url.ts';
import { forbiddenSwitch, lockContents, lockSession } from './security.ts';
import { windowOptions } from './window-options.ts';

/** Runs an event's listener and tells whether it was prevented. */
function prevented(listener: ((event: { preventDefault(): void }) => void) | undefined): boolean {
  let isPrevented = false;
  listener?.({
    preventDefault: () => {
      isPrevented = true;
    },
  });
  return isPrevented;
}

function lockedSession() {
  type Handlers = Parameters<typeof lockSession>[0];
  const set: {
    request?: Parameters<Handlers['setPermissionRequestHandler']>[0];
    check?: Parameters<Handlers['setPermissionCheckHandler']>[0];
    device?: Parameters<Handlers['setDevicePermissionHandler']>[0];
    network?: Parameters<Handlers['webRequest']['onBeforeRequest']>[0];
    download?: Parameters<Handlers['on']>[1];
    spelling?: boolean;
  } = {};
  lockSession({
    setPermissionRequestHandler: (handler) => {
      set.request = handler;
    },
    setPermissionCheckHandler: (handler) => {
      set.check = handler;
    },
    setDevicePermissionHandler: (handler) => {
      set.device = handler;
    },
    setSpellCheckerEnabled: (enabled) => {
      set.spelling = enabled;
    },
    webRequest: {
      onBeforeRequest: (handler) => {
        set.network = handler;
      },
    },
    on: (_event, listener) => {
      set.download = listener;
    },
  });
  return set;
}

describe('the session', () => {
  it('EL-5: grants no permission but writing to the clipboard, and no device', () => {
    const { request, check, device, spelling } = lockedSession();
    const asked = [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'hid',
    ];
    for (const permission of asked) {
      request?.(null, permission, (granted) =>
        expect([permission, granted]).toEqual([permission, false]),
      );
      expect([permission, check?.(null, permission)]).toEqual([permission, false]);
    }
    expect(check?.(null, 'clipboard-sanitized-write')).toBe(true);
    expect(device?.()).toBe(false);
    expect(spelling).toBe(false);
  });

  it("EL-2: reaches the app's own page and no other address", () => {
    const { network, download } = lockedSession();
    const isCancelled = (url: string) => {
      let cancelled: boolean | null = null;
      network?.({ url }, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    expect(isCancelled('app://lmcp/ui/index.html')).toBe(false);
    const others = [
      'https://example.com/',
      'http://127.0.0.1:7345/mcp',
      'file:///etc/passwd',
      'app://other/ui/',
      'app://lmcp:1/ui/',
      'ws://127.0.0.1/',
      'devtools://devtools/',
      'not an address',
    ];
    for (const url of others) expect([url, isCancelled(url)]).toEqual([url, true]);
    expect(prevented(download)).toBe(true);
    expect(isOwnUrl('app://user@lmcp/')).toBe(false);
  });
});

describe('web contents', () => {
  /** Locked contents at an address; asks for something and tells whether it was prevented. */
  function lockedContents(address: string) {
    const emitter = new Emitter();
    let policy: { action: string } | undefined;
    lockContents({
      setWindowOpenHandler: (handler) => {
        policy = handler();
      },
      getURL: () => address,
      on: emitter.on,
    });
    const isPrevented = (event: string, url: string, isMainFrame = true) =>
      emitter.emitPreventable(event, { url, isMainFrame });
    return { policy, isPrevented };
  }

  it('EL-4: refuse to navigate, to redirect, to open a window or a webview', () => {
    const { policy, isPrevented } = lockedContents('app://lmcp/ui/audit?client=a');
    expect(policy).toEqual({ action: 'deny' });
    const elsewhere = [
      'https://example.com/ui/audit',
      'app://lmcp/ui/servers',
      'app://evil/ui/audit',
      'file:///ui/audit',
      'about:blank',
      'javascript:alert(1)',
    ];
    for (const event of [
      'will-navigate',
      'will-frame-navigate',
      'will-redirect',
      'will-attach-webview',
    ]) {
      for (const url of elsewhere) {
        expect([event, url, isPrevented(event, url)]).toEqual([event, url, true]);
      }
    }
    expect(lockedContents('about:blank').isPrevented('will-navigate', 'about:blank')).toBe(true);
    expect(isPrevented('will-redirect', 'app://lmcp/ui/audit')).toBe(true);
  });

  it('EL-4: let the page reload itself, where it is, and no frame in it', () => {
    const here = 'app://lmcp/ui/audit?client=a';
    const { isPrevented } = lockedContents(here);
    for (const event of ['will-navigate', 'will-frame-navigate']) {
      expect([event, isPrevented(event, here)]).toEqual([event, false]);
      expect([event, isPrevented(event, here, false)]).toEqual([event, true]);
    }
  });

  it('EL-1: a page is isolated, sandboxed and without Node, on every platform', () => {
    for (const platform of ['darwin', 'win32', 'linux'] as const) {
      const parts = { platform, preload: '/p/preload.cjs', icon: '/i.png', devTools: false };
      const { webPreferences } = windowOptions(parts, { width: 1, height: 1 });
      expect(webPreferences).toEqual({
        preload: '/p/preload.cjs',
        devTools: false,
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
      });
    }
  });
});

it('EL-10: a switch that opens a debugger or lifts the sandbox is named', () => {
  for (const bad of [
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0',
    '--js-flags=--expose-gc',
    '--no-sandbox',
    '--disable-web-security',
    '--load-extension=/x',
    '--Proxy-Server=evil:1',
  ]) {
    expect(forbiddenSwitch(['--hidden', bad])).toBe(bad);
  }
  expect(forbiddenSwitch(['--hidden', '--data=/d', '--ozone-platform=wayland'])).toBeNull();
});
