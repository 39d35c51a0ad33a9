import type { App } from '../core/app-options.ts';
import { AppError } from '../shared/errors.ts';
import type { ServeContext, ServeOptions } from './command-host.ts';
import { settleEngineProcess } from './engine-process.ts';
import { followTerminal } from './follow-terminal.ts';
import { createHostApp } from './host-app.ts';
import { listenToSignals } from './listen-to-signals.ts';

const failedExit = 1;

/** The engine in this process, until SIGTERM, Ctrl-C, `engine.shutdown` or the end of its terminal. Resolves with the exit code. */
export async function serveHere(
  { terminal, places, output }: ServeContext,
  { port, link = false }: ServeOptions,
): Promise<number> {
  const asked = Promise.withResolvers<void>();
  const app = await createHostApp(places, terminal, {
    ...(port === undefined ? {} : { port }),
    writeLog: (line) => void terminal.stderr.write(line),
    onShutdown: () => asked.resolve(),
  });
  const stopListening = listenToSignals({
    reload: () => reload(app),
    stop: () => asked.resolve(),
    endNow: () => process.exit(failedExit),
    isClosed: followTerminal(terminal),
  });
  const hasFailed = endInGoodOrder(app, () => asked.resolve());
  try {
    const { url, ui } = await app.start();
    settleEngineProcess();
    const given = link && ui !== null ? { link: await app.uiLink() } : {};
    const ready = { url, ui, pid: process.pid, ...given };
    await output.result(ready, () => readyText(ready));
    await asked.promise;
  } finally {
    await app.stop();
    stopListening();
  }
  return hasFailed() ? failedExit : 0;
}

interface Ready {
  readonly url: string;
  readonly ui: string | null;
  readonly pid: number;
  readonly link?: string;
}

/** The code of a link goes to nobody who did not ask for it: this output often ends up in a log. */
function readyText({ url, ui, pid, link }: Ready): string {
  const first = `LMCP serves ${url} (pid ${pid})`;
  if (link !== undefined) return `${first}\nControl center: ${link}`;
  return ui === null ? first : `${first}\nControl center: ${ui} (\`lmcp ui\` logs you in)`;
}

function reload(app: App): void {
  app.management.reload().catch((error: unknown) => {
    // Refused files are told by the log; this is the audit log being full.
    if (!(error instanceof AppError)) throw error;
  });
}

/**
 * An error that nobody foresaw ends the engine, non-zero, with its log closed: it never goes on in an unknown state (SU-17).
 * Returns what tells whether there was one.
 */
function endInGoodOrder(app: App, stop: () => void): () => boolean {
  let hasFailed = false;
  process.on('uncaughtException', (error) => {
    // A second one while it ends: what stops it cannot be trusted either.
    if (hasFailed) process.exit(failedExit);
    hasFailed = true;
    app.log.error('engine.failed', { error: error.stack ?? String(error) });
    stop();
  });
  return () => hasFailed;
}
