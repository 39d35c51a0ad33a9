import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../core/app.ts';
import { systemClock } from '../core/clock.ts';
import { logPathOf } from '../core/data-paths.ts';
import { createApi } from '../shared/client.ts';
import { createPageHandler } from './app-protocol.ts';
import type { DesktopElectron } from './desktop-electron.ts';
import { createDesktopHandlers } from './desktop-handlers.ts';
import { EngineHost, type OpenEngine } from './engine-host.ts';
import { followApp } from './follow-app.ts';
import { openIpcDoor } from './ipc.ts';
import { type LaunchOptions, relaunchArgs } from './launch-options.ts';
import { createLoginItem, type LoginItem } from './login-item.ts';
import { ownScheme } from './own-url.ts';
import { executableOf, type PackedPlaces } from './packed-places.ts';
import { lockContents, lockSession } from './security.ts';
import {
  failureText,
  refusalOfDataDir,
  refusalOfError,
  refusalOfSwitches,
  refuseStart,
  type StartRefusal,
} from './start-refusal.ts';
import { openSurface, type Surface } from './surface.ts';

export interface DesktopOptions extends PackedPlaces {
  readonly launch: LaunchOptions;
  /** Without the executable. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly version: string;
  /** Errors that nobody foresaw, from now on. */
  readonly onUnforeseen: (listener: (error: unknown) => void) => void;
  readonly writeLog: (line: string) => void;
}

/** Calls in flight may end in it; the ladder that stops a stubborn child takes four seconds more. */
const drainMs = 2_000;

/**
 * The desktop host: engine, tray, window and IPC put together. Resolves once the engine runs or has failed. Ends the app where
 * another instance has this data directory; where it cannot start, or must not (EL-10), it says why in a dialog first. Never rejects.
 */
export async function startDesktop(
  electron: DesktopElectron,
  options: DesktopOptions,
): Promise<void> {
  const refuse = (refusal: StartRefusal) => refuseStart(electron, options, refusal);
  // Until there is an engine to stop; the first one is told, and ends the start.
  let onFailure = (error: unknown): void => {
    onFailure = () => undefined;
    void refuse(refusalOfError(error));
  };
  options.onUnforeseen((error) => onFailure(error));
  // Chromium's own files lie with ours, for this user alone; and one app for each data directory.
  const userData = join(options.launch.dataDir, 'desktop');
  try {
    mkdirSync(userData, { recursive: true, mode: 0o700 });
  } catch (error) {
    return refuse(refusalOfDataDir(options.launch.dataDir, error));
  }
  electron.app.setPath('userData', userData);
  const refusal = electron.app.isPackaged ? refusalOfSwitches(options.args) : null;
  if (refusal !== null) return refuse(refusal);
  try {
    await openDesktop(electron, options, userData, (endOver) => {
      onFailure = endOver;
    });
  } catch (error) {
    await refuse(refusalOfError(error));
  }
}

async function openDesktop(
  electron: DesktopElectron,
  options: DesktopOptions,
  userData: string,
  onOpen: (endOver: (error: unknown) => void) => void,
): Promise<void> {
  const { app } = electron;
  const { launch, platform, writeLog } = options;
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  await app.whenReady();
  lockSession(electron.session());
  electron.protocol.handle(ownScheme, createPageHandler(options.uiDir));

  const executable = executableOf(app.getPath('exe'), options.env);
  const engine = createEngineHost(app.isPackaged, options);
  const loginItem = createLoginItem({
    platform,
    app,
    isPackaged: app.isPackaged,
    executable,
    configDir: options.env.XDG_CONFIG_HOME || join(homedir(), '.config'),
  });
  const operator = {
    actor: { type: 'operator', door: 'ipc' },
    signal: new AbortController().signal,
  } as const;
  const surface = openSurface({
    ...options,
    electron,
    engine,
    api: createApi((method, input) => engine.dispatch(method, input, operator)),
    loginItem,
    windowStatePath: join(userData, 'window.json'),
  });
  openPageDoor(electron, engine, loginItem, surface);
  const endOver = followApp({
    ...electron,
    engine,
    surface,
    platform,
    clock: systemClock,
    relaunch: (hidden) =>
      app.relaunch({ execPath: executable, args: relaunchArgs(options.args, hidden) }),
    logFailure: (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!engine.logFailure(text)) writeLog(`${text}\n`);
    },
    showFailure: (error) =>
      electron.showError('LMCP has ended', failureText(error, logPathOf(launch.dataDir))),
  });
  onOpen(endOver);
  const { state } = await engine.start();
  const isHidden = launch.hidden || loginItem.openedApp();
  if (!isHidden || state === 'failed') surface.window.show();
}

function createEngineHost(isPackaged: boolean, options: DesktopOptions): EngineHost {
  const { launch, env, version, uiDir, threads, writeLog } = options;
  const open: OpenEngine = ({ onShutdown }) =>
    createApp({
      registryPath: launch.registryPath,
      dataDir: launch.dataDir,
      allowKeyFile: launch.allowKeyFile,
      ...(launch.port === undefined ? {} : { port: launch.port }),
      env,
      fromDesktop: isPackaged,
      version,
      uiDir,
      threads,
      managementHttp: false,
      drainMs,
      writeLog,
      onShutdown,
    });
  return new EngineHost(open, (error) =>
    writeLog(`${JSON.stringify({ event: 'engine.listener_failed', error: String(error) })}\n`),
  );
}

/** Where the system cannot say, as with a folder on a drive that is away, the home directory. */
function documentsDir(app: DesktopElectron['app']): string {
  try {
    return app.getPath('documents');
  } catch {
    return homedir();
  }
}

/** What the page asks comes in here. */
function openPageDoor(
  electron: DesktopElectron,
  engine: EngineHost,
  loginItem: LoginItem,
  { window }: Surface,
): void {
  const { app } = electron;
  const { handlers, isChosenPath } = createDesktopHandlers({
    engine,
    loginItem,
    external: electron.external,
    askSavePath: electron.askSavePath,
    documentsDir: () => documentsDir(app),
    quit: () => app.quit(),
  });
  openIpcDoor({
    ipcMain: electron.ipcMain,
    dispatch: (method, input, operator) => engine.dispatch(method, input, operator),
    host: handlers,
    page: () => window.page,
    isChosenPath,
    onRefused: (reason) => void engine.recordRefusal(reason),
  });
}
