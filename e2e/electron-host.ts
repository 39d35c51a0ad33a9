import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
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
      return {
        page: await app.firstWindow(),
        pasted: () => app.evaluate(({ clipboard }) => clipboard.readText()),
        saveInto: async (directory, act) => {
          await answerSaveDialog(app, directory);
          await act();
          return app.evaluate((): Promise<string> => Reflect.get(globalThis, 'savedTo'));
        },
        close: () => app.close(),
      };
    },
  };
}

/** The next dialog is of the system and cannot be driven: main answers in its place, with the name that it would have offered. */
async function answerSaveDialog(app: ElectronApplication, directory: string): Promise<void> {
  await app.evaluate(({ dialog }, folder) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    Reflect.set(globalThis, 'savedTo', promise);
    Reflect.set(dialog, 'showSaveDialog', async ({ defaultPath }: { defaultPath: string }) => {
      const filePath = `${folder}/${defaultPath.split(/[\\/]/).at(-1)}`;
      resolve(filePath);
      return { canceled: false, filePath };
    });
  }, directory);
}
