import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const bundle = join(root, 'dist', 'installed', 'lmcp.cjs');

export interface CliExecutable {
  /** Null where it cannot be built here; `why` says the reason. */
  readonly path: string | null;
  readonly why: string;
}

/** The single executable of this machine: built when it is missing or older than its bundle. */
export function cliExecutable(): CliExecutable {
  if (process.platform !== 'linux') return { path: null, why: 'only Linux is tried here' };
  if (!existsSync(bundle)) return { path: null, why: 'not built: npm run build makes its bundle' };
  const path = join(root, 'release', 'bin', `linux-${process.arch}`, 'lmcp');
  if (!existsSync(path) || statSync(path).mtimeMs < statSync(bundle).mtimeMs) {
    const script = join(root, 'scripts', 'build-cli-executable.mjs');
    execFileSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  return { path, why: '' };
}
