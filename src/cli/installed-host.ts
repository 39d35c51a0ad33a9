import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../shared/errors.ts';
import type { CommandHost } from './command-host.ts';
import { hiddenLaunch } from './desktop-app.ts';
import type { EngineConnection } from './engine-connection.ts';
import { findRunning } from './open-engine.ts';

const startLimitMs = 30_000;
const betweenLooksMs = 100;

/**
 * The command line of an installed app: it holds no engine and no native module, and speaks to the app's over the socket.
 * `serve` starts the app without a window and returns once its engine answers.
 * @param executable its own path, from which the app is found
 */
export function createInstalledHost(executable: string): CommandHost {
  return {
    serve: async ({ terminal, places, output }, options) => {
      const before = await findRunning(places.dataDir);
      if (before !== null) throw await alreadyRunning(before);
      const launch = hiddenLaunch(executable, terminal.platform, places, options);
      const engine = await untilItAnswers(launch.command, launch.args, places.dataDir);
      try {
        const { url, ui, pid } = await engine.api.engine.status({});
        await output.result({ url, ui, pid }, () => `LMCP serves ${url} in the tray (pid ${pid})`);
        return 0;
      } finally {
        await engine.close();
      }
    },
    openFiles: (places) => Promise.reject(notRunning(places.dataDir)),
    verifyFiles: (dataDir) => Promise.reject(notRunning(dataDir)),
  };
}

async function alreadyRunning(engine: EngineConnection): Promise<AppError> {
  try {
    const { pid, dataDir } = await engine.api.engine.status({});
    const message = `LMCP already runs on ${dataDir}, with process id ${pid}`;
    return new AppError('already_running', message, { data: { pid } });
  } finally {
    await engine.close();
  }
}

function notRunning(dataDir: string): AppError {
  return new AppError('unreachable', `No engine runs on ${dataDir}`, {
    hint: 'Start the LMCP app, or `lmcp serve`, then try again.',
  });
}

async function untilItAnswers(
  command: string,
  args: readonly string[],
  dataDir: string,
): Promise<EngineConnection> {
  const app = spawn(command, args, { detached: true, stdio: 'ignore' });
  const ended = new Promise<AppError>((resolve) => {
    const refuse = (why: string, cause?: unknown) =>
      resolve(
        new AppError('unreachable', `The app ${command} ${why}`, {
          hint: 'Open the LMCP app: it says what is wrong.',
          cause,
        }),
      );
    app.once('error', (error) => refuse('could not be started', error));
    app.once('exit', (code) => {
      // `open` ends at once where all is well.
      if (code !== 0) refuse(`ended with exit code ${code}`);
    });
  });
  app.unref();
  const deadline = performance.now() + startLimitMs;
  while (performance.now() < deadline) {
    const engine = await findRunning(dataDir);
    if (engine !== null) return engine;
    const failure = await Promise.race([ended, delay(betweenLooksMs)]);
    if (failure !== undefined) throw failure;
  }
  throw notRunning(dataDir);
}
