import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Terminal } from './terminal.ts';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

/**
 * Opens a link that holds a code. Argument lists are visible to other users (AU-13), so the browser is given a file that only this
 * user can read and that leads on to the link. False where no browser could be started.
 */
export async function openInBrowser(
  link: string,
  dataDir: string,
  { env, platform }: Pick<Terminal, 'env' | 'platform'>,
): Promise<boolean> {
  const path = join(dataDir, 'open-ui.html');
  await rm(path, { force: true });
  await writeFile(path, redirectPage(link), { mode: 0o600, flag: 'wx' });
  const [command, ...options] = openers[platform] ?? ['xdg-open'];
  const child = spawn(command, [...options, pathToFileURL(path).href], {
    env,
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  return once(child, 'spawn').then(
    () => true,
    () => false,
  );
}

/** @param link https, or http on this machine. */
function redirectPage(link: string): string {
  const target = new URL(link).href.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
  return `<!doctype html><meta charset="utf-8"><title>LMCP</title><meta http-equiv="refresh" content="0;url=${target}">\n`;
}
