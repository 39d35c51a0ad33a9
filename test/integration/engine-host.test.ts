import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApp } from '../../src/core/app.ts';
import { EngineHost } from '../../src/main/engine-host.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

it.each(['starting', 'running', 'stopping', 'stopped'])(
  'a listener that fails at %s does not decide whether the engine runs',
  async (fatal) => {
    const directory = temporaryDirectory();
    const failures: unknown[] = [];
    const open = () =>
      createApp({
        registryPath: join(directory, 'registry.yaml'),
        dataDir: join(directory, 'data'),
        port: 0,
        allowKeyFile: true,
        passphrase: 'correct horse battery staple',
        env: process.env,
        fromDesktop: false,
        version: '0.0.0-test',
        writeLog: () => undefined,
        onShutdown: () => undefined,
      });
    const host = new EngineHost(open, (error) => failures.push(error));
    const seen: string[] = [];
    host.onState(({ state }) => {
      if (state === fatal) throw new Error('the tray is gone');
    });
    host.onState(({ state }) => seen.push(state));

    expect(await host.start()).toEqual({ state: 'running', error: null });
    const url = host.url ?? '';
    expect((await fetch(url)).status).toBe(401);
    expect(await host.stop()).toEqual({ state: 'stopped', error: null });
    await expect(fetch(url)).rejects.toThrow();
    expect(seen).toEqual(['starting', 'running', 'stopping', 'stopped']);
    expect(failures).toEqual([expect.objectContaining({ message: 'the tray is gone' })]);
  },
);
