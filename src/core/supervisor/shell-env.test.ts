import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { createShellEnv } from './shell-env.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lmcp-shell-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A shell whose start-up file prints a greeting and adds to PATH; each start leaves a line. */
async function shell(body: string): Promise<string> {
  const path = join(root, `shell-${body.length}`);
  await writeFile(path, `#!/bin/sh\necho started >> "${path}.log"\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('createShellEnv', () => {
  it('asks the login shell once, lazily, and sees through what its start-up files print', async () => {
    const SHELL = await shell('echo "Welcome!"; PATH="/login/bin:$PATH"; eval "$4"; echo Bye');
    const variables = { SHELL, PATH: '/usr/bin:/bin' };
    const env = createShellEnv({ variables, fromDesktop: true, clock: systemClock, log });
    expect(await env.path()).toBe('/login/bin:/usr/bin:/bin');
    expect(await env.path()).toBe('/login/bin:/usr/bin:/bin');
    expect(await readFile(`${SHELL}.log`, 'utf8')).toBe('started\n');
  });

  it('keeps our PATH when the shell gives none or is not there', async () => {
    for (const SHELL of [await shell('exit 3'), join(root, 'no-shell')]) {
      const variables = { SHELL, PATH: '/usr/bin' };
      const env = createShellEnv({ variables, fromDesktop: true, clock: systemClock, log });
      expect(await env.path()).toBe('/usr/bin');
    }
  });

  it('does not ask where a terminal or a service started us', async () => {
    const variables = { SHELL: join(root, 'no-shell'), PATH: '/usr/bin' };
    const env = createShellEnv({ variables, fromDesktop: false, clock: systemClock, log });
    expect(await env.path()).toBe('/usr/bin');
  });
});
