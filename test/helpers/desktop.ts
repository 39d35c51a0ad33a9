import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { auditThreads } from '../../src/core/audit/threads.ts';
import { startDesktop } from '../../src/main/desktop.ts';
import { FakeElectron, type FakeElectronOptions } from './fake-electron.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');
/** A server of the tests, as the registry has it. */
export const server = (name: string, ...args: string[]) => ({
  transport: 'stdio',
  command: process.execPath,
  args: [join(root, 'test', 'servers', name), ...args],
});

export interface DesktopRun extends FakeElectronOptions {
  hidden?: boolean;
  platform?: NodeJS.Platform;
  args?: string[];
  directory?: string;
  lmcp?: object;
  clients?: object;
  servers?: object;
}

/** The whole desktop host with a real engine; only Electron is a stand-in. */
export async function desktop(options: DesktopRun = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const registryPath = join(directory, 'registry.yaml');
  const registry = {
    version: 1,
    lmcp: options.lmcp ?? {},
    clients: options.clients ?? { tester: { allow_servers: ['echo'] } },
    servers: options.servers ?? { echo: server('echo.mjs') },
  };
  writeFileSync(registryPath, JSON.stringify(registry), { mode: 0o600 });
  const electron = new FakeElectron(options);
  const lines: string[] = [];
  let fail: (error: unknown) => void = () => undefined;
  const launch = {
    dataDir: join(directory, 'data'),
    registryPath,
    hidden: options.hidden ?? false,
    allowKeyFile: true,
    port: 0,
  };
  await startDesktop(electron.port, {
    launch,
    args: options.args ?? [],
    env: { HOME: directory, PATH: process.env.PATH ?? '' },
    platform: options.platform ?? 'linux',
    version: '0.0.0-test',
    threads: auditThreads(),
    preload: '/preload.cjs',
    uiDir: join(root, 'dist', 'ui'),
    resourcesDir: join(root, 'resources'),
    onUnforeseen: (listener) => {
      fail = listener;
    },
    writeLog: (line) => lines.push(line),
  });
  const end = () => {
    electron.quit();
    return electron.exited.promise;
  };
  onTestFinished(async () => void (await end()));
  const ask = async <T = Record<string, unknown>>(method: string, input: unknown = {}) => {
    const reply = await electron.ask('invoke', method, input);
    if (!reply.ok) throw new Error(`${method}: ${reply.error.code} ${reply.error.message}`);
    return reply.value as T;
  };
  return { electron, directory, lines, end, ask, fail };
}

/** Asks a method as the page does. */
export type Ask = Awaited<ReturnType<typeof desktop>>['ask'];
