import type { Clock } from '../core/clock.ts';
import type { DesktopElectron } from './desktop-electron.ts';
import type { EngineHost } from './engine-host.ts';
import { wantsWindow } from './launch-options.ts';
import type { Surface } from './surface.ts';

export interface FollowedApp extends Pick<DesktopElectron, 'app' | 'powerMonitor'> {
  readonly engine: Pick<EngineHost, 'start' | 'stop' | 'resumed'>;
  readonly surface: { readonly window: Pick<Surface['window'], 'show'>; close(): void };
  readonly clock: Clock;
}

/** Quit stops every child within this time (EL-15); what is left then is on record, and the next start ends it. */
const quitLimitMs = 8_000;

/** What the system and later starts tell the app, until it ends. */
export function followApp({ app, powerMonitor, engine, surface, clock }: FollowedApp): void {
  powerMonitor.on('resume', () => engine.resumed());
  app.on('second-instance', (_event, args) => {
    if (wantsWindow(args)) surface.window.show();
    // `lmcp serve` asks for an engine, which a person may have stopped.
    else void engine.start();
  });
  app.on('activate', () => surface.window.show());
  // With a listener, closing the window does not end the app: the gateway stays.
  app.on('window-all-closed', () => undefined);
  let isEnding = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    surface.close();
    void stopInTime(engine, clock).then((isStopped) => app.exit(isStopped ? 0 : 1));
  });
}

/** True when the engine was stopped in time. */
function stopInTime(engine: FollowedApp['engine'], clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.after(quitLimitMs, () => resolve(false));
    void engine.stop().then(({ state }) => {
      timer.cancel();
      resolve(state === 'stopped');
    });
  });
}
