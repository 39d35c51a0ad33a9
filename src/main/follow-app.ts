import type { Clock } from '../core/clock.ts';
import type { DesktopElectron } from './desktop-electron.ts';
import type { EngineHost } from './engine-host.ts';
import { wantsWindow } from './launch-options.ts';
import type { Surface } from './surface.ts';

export interface FollowedApp extends Pick<DesktopElectron, 'app' | 'powerMonitor'> {
  readonly engine: Pick<EngineHost, 'start' | 'stop' | 'resumed'>;
  readonly surface: { readonly window: Pick<Surface['window'], 'show'>; close(): void };
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
  /** Puts on record why the app ends by itself. */
  readonly logFailure: (error: unknown) => void;
  /** Says it to the person, who closes it before it returns. */
  readonly showFailure: (error: unknown) => void;
  /** Starts the app anew as soon as this one has ended. */
  readonly relaunch: (hidden: boolean) => void;
}

/** Quit stops every child within this time (EL-15); what is left then is on record, and the next start ends it. */
const quitLimitMs = 8_000;

/**
 * What the system and later starts tell the app, until it ends. Returns what ends it over an error that nobody foresaw: with its
 * servers stopped and its log closed, non-zero (SU-17).
 */
export function followApp(options: FollowedApp): (error: unknown) => void {
  const { app, powerMonitor, engine, surface, clock, platform, relaunch } = options;
  let isEnding = false;
  let isSystemEnding = false;
  let failure: { readonly error: unknown } | null = null;
  /** A start that came too late for this app, as it asked to be. */
  let next: { readonly hidden: boolean } | null = null;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    closeSurface();
    const isStopped = await stopInTime(engine, clock);
    if (next !== null && !isSystemEnding) relaunch(next.hidden);
    if (failure !== null && !isSystemEnding) options.showFailure(failure.error);
    app.exit(isStopped && failure === null ? 0 : 1);
  };
  // What is shown keeps no child alive: where it cannot be closed, the app ends all the same.
  const closeSurface = () => {
    try {
      surface.close();
    } catch (error) {
      options.logFailure(error);
      failure ??= { error };
    }
  };
  const endWithSystem = () => {
    isSystemEnding = true;
    void end();
  };
  powerMonitor.on('resume', () => engine.resumed());
  app.on('second-instance', (_event, args) => {
    const hidden = !wantsWindow(args);
    if (isEnding) next = { hidden: hidden && next?.hidden !== false };
    // `lmcp serve` asks for an engine, which a person may have stopped.
    else if (hidden) void engine.start();
    else surface.window.show();
  });
  app.on('activate', () => {
    if (!isEnding) surface.window.show();
  });
  // With a listener, closing the window does not end the app: the gateway stays.
  app.on('window-all-closed', () => undefined);
  // On Linux the system waits a few seconds for those who ask it to.
  const isWaitedFor = platform === 'linux';
  powerMonitor.on('shutdown', (event) => {
    if (isWaitedFor) event?.preventDefault();
    endWithSystem();
  });
  // Windows tells it to windows alone.
  app.on('browser-window-created', (_event, window) => window.on('session-end', endWithSystem));
  app.on('before-quit', (event) => {
    // A quit that is put off would stop macOS from logging out: then children get the time that the system gives.
    if (!isSystemEnding || isWaitedFor) event.preventDefault();
    void end();
  });
  return (error) => {
    options.logFailure(error);
    // More of them change nothing: the end has its limit.
    failure ??= { error };
    void end();
  };
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
