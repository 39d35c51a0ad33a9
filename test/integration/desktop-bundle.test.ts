import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');
const entry = join(root, 'dist', 'main', 'main.js');

it('the built main process starts, serves from the paths of its build, and ends on SIGTERM with nothing left', async ({
  skip,
}) => {
  if (!existsSync(entry)) return skip('not built: npm run build makes it');
  const directory = temporaryDirectory();
  const hooks = join(root, 'test', 'servers', 'electron-hooks.mjs');
  const app = spawn(
    process.execPath,
    [
      ...['--import', hooks, entry, root],
      ...[`--data=${join(directory, 'data')}`, `--registry=${join(directory, 'registry.yaml')}`],
      ...['--port=0', '--allow-key-file'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: { HOME: directory, PATH: process.env.PATH } },
  );
  onTestFinished(() => void app.kill('SIGKILL'));
  const said: { what: string; detail?: unknown }[] = [];
  const ended = once(app, 'exit');
  for await (const line of createInterface({ input: app.stdout })) {
    said.push(JSON.parse(line));
    if (said.some(({ what }) => what === 'shown')) break;
  }
  const of = (name: string) => said.filter(({ what }) => what === name).map(({ detail }) => detail);
  // The scheme and the sandbox come before the app is ready; later is too late.
  const order = said.map(({ what }) => what);
  expect(order.indexOf('scheme')).toBeLessThan(order.indexOf('ready'));
  expect(order.indexOf('sandbox')).toBeLessThan(order.indexOf('ready'));
  expect(order.indexOf('session locked')).toBeLessThan(order.indexOf('window'));
  expect(of('channel')).toEqual(['lmcp:invoke', 'lmcp:host']);
  expect(of('window policy')).toEqual(['deny']);
  expect(of('load')).toEqual(['app://lmcp/ui/']);
  const [{ preload }] = of('window') as [{ preload: string }];
  const [image] = of('tray') as [string];
  for (const path of [preload, image]) expect([path, existsSync(path)]).toEqual([path, true]);
  expect(statSync(join(directory, 'data', 'desktop')).mode & 0o777).toBe(0o700);
  app.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(existsSync(join(directory, 'data', 'engine.json'))).toBe(false);
});
