import type { App, AppOptions } from '../core/app-options.ts';
import { AppError } from '../shared/errors.ts';
import type { Places } from './places.ts';
import { readSecrets } from './read-secret.ts';
import type { Terminal } from './terminal.ts';
import { uiDirectory } from './ui-directory.ts';
import { engineVersion } from './version.ts';

type HostOptions = Pick<AppOptions, 'writeLog' | 'onShutdown' | 'port'>;

/** The engine in this process, not yet listening. A passphrase that it needs is asked for where somebody can answer. */
export async function createHostApp(
  places: Places,
  terminal: Terminal,
  options: HostOptions,
): Promise<App> {
  // Loaded only here: a command that talks to a running engine starts without one of its own.
  const { createApp } = await import('../core/app.ts');
  const uiDir = uiDirectory();
  const open = (given: { passphrase?: string }) =>
    createApp({
      ...places,
      ...options,
      ...given,
      env: terminal.env,
      fromDesktop: false,
      version: engineVersion(),
      ...(uiDir === undefined ? {} : { uiDir }),
    });
  try {
    return await open({});
  } catch (error) {
    const canAsk = error instanceof AppError && error.data?.needs === 'passphrase';
    if (!canAsk || terminal.stdin.isTTY !== true) throw error;
    const answer = await readSecrets(['Passphrase of the secret store'], terminal);
    return open({ passphrase: [...answer.values()].join('') });
  }
}
