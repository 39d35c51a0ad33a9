import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import type { Api } from '../shared/contract.ts';
import { desktopChannels } from '../shared/desktop-channels.ts';
import type { DesktopElectron } from './desktop-electron.ts';
import { EngineFacts, noFacts } from './engine-facts.ts';
import type { EngineHost } from './engine-host.ts';
import type { LoginItem } from './login-item.ts';
import { MainWindow } from './main-window.ts';
import { Notices, toNoticeBody } from './notices.ts';
import { TrayView } from './tray.ts';
import { createTrayActions } from './tray-actions.ts';
import { toTrayModel } from './tray-model.ts';

export interface SurfaceOptions {
  readonly electron: DesktopElectron;
  readonly engine: EngineHost;
  readonly api: Api;
  readonly loginItem: LoginItem;
  readonly platform: NodeJS.Platform;
  readonly preload: string;
  readonly resourcesDir: string;
  /** The file that keeps the window's place. */
  readonly windowStatePath: string;
  readonly writeLog: (line: string) => void;
}

/** What a person sees of the app: window, tray and notifications, fed by the engine's state and events. */
export interface Surface {
  readonly window: MainWindow;
  /** No more notifications, no tray; the window goes with the app, whatever it holds. */
  close(): void;
}

export function openSurface(options: SurfaceOptions): Surface {
  const { electron, engine, api, loginItem, platform } = options;
  const window = openWindowKeeper(options);
  const notify = (title: string, body: string, view?: string) =>
    electron.notify({ title, body: toNoticeBody(body, platform) }, () => window.show(view));
  const notices = new Notices({
    clock: systemClock,
    show: ({ title, body, view }) => notify(title, body, view),
  });
  const tray = new TrayView({
    create: electron.createTray,
    buildMenu: electron.buildMenu,
    platform,
    iconDir: join(options.resourcesDir, 'tray'),
    isDark: () => electron.nativeTheme.shouldUseDarkColors,
    act: createTrayActions({
      engine,
      api,
      loginItem,
      copyText: electron.copyText,
      open: (view) => window.show(view),
      notify: (title, body) => notify(title, body),
      redraw: () => draw(),
      quit: () => electron.app.quit(),
    }),
  });
  let facts = noFacts;
  const draw = () =>
    tray.show(
      toTrayModel({ engine: engine.engine, url: engine.url, ...facts, login: loginItem.read() }),
    );
  const watch = new EngineFacts({
    api,
    clock: systemClock,
    onRead: (read) => {
      // An answer that comes after the stop is of an engine that is gone.
      facts = engine.engine.state === 'running' ? read : noFacts;
      notices.saw(facts.servers);
      draw();
    },
  });
  const endings = [
    engine.onEvent((event) => {
      watch.changed(event);
      notices.heard(event);
    }),
    engine.onState((where) => {
      window.send(desktopChannels.engine, where);
      if (where.state === 'running') void watch.read();
      else facts = noFacts;
      draw();
    }),
    () => watch.close(),
    () => notices.close(),
    () => tray.close(),
  ];
  electron.nativeTheme.on('updated', draw);
  draw();
  return {
    window,
    close: () => {
      window.letGo();
      for (const end of endings.splice(0)) end();
    },
  };
}

/** The window, which is told the engine's events while it is open. */
function openWindowKeeper(options: SurfaceOptions): MainWindow {
  const { electron, engine, platform, writeLog } = options;
  const { app } = electron;
  let stopFeeding = () => {};
  const window: MainWindow = new MainWindow({
    create: electron.createWindow,
    ask: electron.external.ask,
    platform,
    preload: options.preload,
    icon: join(options.resourcesDir, 'icon.png'),
    devTools: !app.isPackaged,
    statePath: options.windowStatePath,
    screens: electron.screens,
    log: (event, detail) => writeLog(`${JSON.stringify({ event, ...detail })}\n`),
    onPage: (isOpen) => {
      stopFeeding();
      stopFeeding = isOpen
        ? engine.onEvent((event) => window.send(desktopChannels.event, event))
        : () => {};
      // Without a window it is an app of the tray alone.
      if (isOpen) void app.dock?.show();
      else app.dock?.hide();
    },
  });
  return window;
}
