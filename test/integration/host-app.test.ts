import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { createHostApp } from '../../src/cli/host-app.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

function terminalAt(directory: string, env: NodeJS.ProcessEnv, typed?: string): Terminal {
  const stdin: Terminal['stdin'] = new PassThrough();
  if (typed !== undefined) {
    stdin.isTTY = true;
    stdin.push(typed);
  }
  const rest = { stdout: new PassThrough(), stderr: new PassThrough() };
  return { stdin, ...rest, env, cwd: directory, home: directory, platform: process.platform };
}

it('SE-4: asks for the passphrase where somebody can answer, and refuses where nobody can', async () => {
  const directory = temporaryDirectory();
  const places = {
    registryPath: `${directory}/registry.yaml`,
    dataDir: `${directory}/data`,
    allowKeyFile: false,
  };
  const hooks = { writeLog: () => undefined, onShutdown: () => undefined };
  const open = (env: NodeJS.ProcessEnv, typed?: string) =>
    createHostApp(places, terminalAt(directory, env, typed), hooks);
  const first = await open({ LMCP_PASSPHRASE: 'open sesame' });
  await first.stop();

  await expect(open({})).rejects.toMatchObject({ code: 'secret_store_locked' });
  await expect(open({}, 'wrong\r')).rejects.toMatchObject({ code: 'secret_store_locked' });
  const asked = await open({}, 'open sesamm\u007fe\r');
  onTestFinished(() => asked.stop());
  expect(asked.management).toBeDefined();
});
