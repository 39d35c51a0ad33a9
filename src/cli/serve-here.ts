import type { Command } from 'commander';
import type { App } from '../core/app.ts';
import { AppError } from '../shared/errors.ts';
import type { ServeOptions } from './command-host.ts';
import { createHostApp } from './host-app.ts';
import type { Session } from './session.ts';

const failedExit = 1;

/** The engine in this process, until SIGTERM, Ctrl-C or `engine.shutdown`. */
export async function serveHere(
  session: Session,
  command: Command,
  { port }: ServeOptions,
): Promise<void> {
  const { terminal } = session;
  const asked = Promise.withResolvers<void>();
  const app = await createHostApp(session.places(command), terminal, {
    ...(port === undefined ? {} : { port }),
    writeLog: (line) => void terminal.stderr.write(line),
    onShutdown: () => asked.resolve(),
  });
  const stopListening = listenToSignals(app, () => asked.resolve());
  endInGoodOrder(app, session, () => asked.resolve());
  try {
    const { url } = await app.start();
    await session
      .output(command)
      .result({ url, ui: null, pid: process.pid }, () => `LMCP serves ${url} (pid ${process.pid})`);
    await asked.promise;
  } finally {
    await app.stop();
    stopListening();
  }
}

/** An error that nobody foresaw ends the engine, non-zero, with its log closed: it never goes on in an unknown state (SU-17). */
function endInGoodOrder(app: App, session: Session, stop: () => void): void {
  process.on('uncaughtException', (error) => {
    // A second one while it ends: what stops it cannot be trusted either.
    if (session.exitCode === failedExit) process.exit(failedExit);
    session.exitCode = failedExit;
    app.log.error('engine.failed', { error: error.stack ?? String(error) });
    stop();
  });
}

/** The first SIGTERM or SIGINT drains and stops; a second one means now. */
function listenToSignals(app: App, stop: () => void): () => void {
  let isAsked = false;
  const end = () => {
    // Children that this leaves behind are on record: the next start ends them.
    if (isAsked) process.exit(1);
    isAsked = true;
    stop();
  };
  const reload = () => {
    app.management.reload().catch((error: unknown) => {
      // Refused files are told by the log; this is the audit log being full.
      if (!(error instanceof AppError)) throw error;
    });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGHUP', reload);
  return () => {
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
    process.off('SIGHUP', reload);
  };
}
