import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { groupRuns } from '../../src/core/supervisor/process-group.ts';
import { server } from '../helpers/desktop.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');
const entry = join(root, 'dist', 'main', 'main.js');
const why = existsSync(entry) ? null : 'not built: npm run build makes it';

/** The built main process under plain Node, up to its window; Electron is a stand-in that says what it is asked. */
async function startBuilt({
  nodeArgs = [],
  servers = {},
}: {
  nodeArgs?: string[];
  servers?: object;
} = {}) {
  const directory = temporaryDirectory();
  const registry = join(directory, 'registry.yaml');
  writeFileSync(registry, JSON.stringify({ version: 1, servers }), { mode: 0o600 });
  const hooks = join(root, 'test', 'servers', 'electron-hooks.mjs');
  const app = spawn(
    process.execPath,
    [
      ...['--import', hooks, ...nodeArgs, entry, root],
      ...[`--data=${join(directory, 'data')}`, `--registry=${registry}`],
      ...['--port=0', '--allow-key-file'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { HOME: directory, PATH: process.env.PATH } },
  );
  onTestFinished(() => void app.kill('SIGKILL'));
  app.stderr.resume();
  const said: { what: string; detail?: unknown }[] = [];
  const ended = once(app, 'exit');
  const shown = Promise.withResolvers<void>();
  createInterface({ input: app.stdout }).on('line', (line) => {
    said.push(JSON.parse(line));
    if (said.at(-1)?.what === 'shown') shown.resolve();
  });
  await Promise.race([shown.promise, ended]);
  const of = (name: string) => said.filter(({ what }) => what === name).map(({ detail }) => detail);
  return { app, directory, said, of, ended };
}

describe('the built main process', () => {
  beforeEach(({ skip }) => {
    if (why !== null) skip(why);
  });

  it('starts, serves from the paths of its build, and ends on SIGTERM with nothing left', async () => {
    const { app, directory, said, of, ended } = await startBuilt();
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

  it.for(['throw', 'reject'])(
    'SU-17: an error that nobody foresaw stops its servers, is told, and ends it non-zero (%s)',
    async (how) => {
      const fault = pathToFileURL(join(root, 'test', 'servers', 'fails-on-signal.mjs'));
      // Electron only warns of a rejection that nobody handles.
      const nodeArgs = ['--import', `${fault}?how=${how}`, '--unhandled-rejections=warn'];
      const servers = { echo: { ...server('echo.mjs'), autostart: true } };
      const { app, directory, of, ended } = await startBuilt({ nodeArgs, servers });
      await vi.waitFor(() => expect(of('tooltip').at(-1)).toMatch(/1 of 1 server ready/), 10_000);
      const logPath = join(directory, 'data', 'log', 'lmcp.log');
      const pid = Number(
        execFileSync('pgrep', ['-P', `${app.pid}`, '-f', 'echo.mjs'], { encoding: 'utf8' }),
      );
      app.kill('SIGUSR2');
      expect(await ended).toEqual([1, null]);
      expect([pid > 0, groupRuns(pid)]).toEqual([true, false]);
      expect(of('error').join()).toContain('nobody foresaw this');
      const log = readFileSync(logPath, 'utf8');
      expect(log).toContain('nobody foresaw this');
      expect(log.trimEnd().split('\n').at(-1)).toContain('engine.stopped');
      expect(existsSync(join(directory, 'data', 'engine.json'))).toBe(false);
    },
  );

  it('goes on where the terminal that it was started from is gone', async () => {
    const { app, directory, ended } = await startBuilt();
    app.stderr.destroy();
    const registry = join(directory, 'registry.yaml');
    const logged = () => readFileSync(join(directory, 'data', 'log', 'lmcp.log'), 'utf8');
    for (const [text, event] of [
      ['{', 'registry.refused'],
      ['version: 1', 'registry.in_force'],
    ] as const) {
      writeFileSync(registry, text);
      await vi.waitFor(() => expect(logged()).toContain(event), 10_000);
    }
    expect(app.exitCode).toBeNull();
    app.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(logged()).toContain('engine.stopped');
  });
});
