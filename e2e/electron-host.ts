import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import type { Host } from './host.ts';

const root = join(import.meta.dirname, '..');

/** The binary that the electron package has downloaded, or another one that ELECTRON_OVERRIDE_DIST_PATH names. */
function electronBinary(): string | null {
  const folder =
    process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules', 'electron', 'dist');
  const named = join(root, 'node_modules', 'electron', 'path.txt');
  const path = join(folder, existsSync(named) ? readFileSync(named, 'utf8') : 'electron');
  return existsSync(path) ? path : null;
}

/** The desktop app, with the engine in its main process; its page needs no login. */
export function electronHost(): Host {
  return {
    name: 'electron',
    unavailable: () => {
      if (electronBinary() === null) return 'the electron binary is not there';
      const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
      return hasDisplay ? null : 'there is no display';
    },
    open: async ({ directory }) => {
      const app = await _electron.launch({
        executablePath: electronBinary() ?? '',
        args: [
          root,
          `--data=${join(directory, 'data')}`,
          `--registry=${join(directory, 'registry.yaml')}`,
          '--port=0',
          '--allow-key-file',
        ],
      });
      return { page: await app.firstWindow(), close: () => app.close() };
    },
  };
}
