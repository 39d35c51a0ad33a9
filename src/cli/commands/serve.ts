import type { Command } from 'commander';
import type { App } from '../../core/app.ts';
import { AppError } from '../../shared/errors.ts';
import { createHostApp } from '../host-app.ts';
import { parseWhole } from '../parse-options.ts';
import type { Session } from '../session.ts';

const failedExit = 1;

export function addServeCommand(program: Command, session: Session): void {
  program
    .command('serve')
    .description(
      'start the engine and serve until SIGTERM or Ctrl-C; SIGHUP reads the registry again',
    )
    .option(
      '--port <number>',
      'port instead of lmcp.port; 0 takes a free one',
      parseWhole(0, 65_535),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  lmcp serve\n  lmcp serve --port 7400 --data ~/lmcp-data --json   # one line: {"url","ui","pid"}',
    )
    .action(async ({ port }: { port?: number }, command: Command) => {
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
          .result(
            { url, ui: null, pid: process.pid },
            () => `LMCP serves ${url} (pid ${process.pid})`,
          );
        await asked.promise;
      } finally {
        await app.stop();
        stopListening();
      }
    });
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
