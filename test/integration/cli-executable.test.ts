import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cliExecutable } from '../helpers/cli-executable.ts';
import { serveProcess } from '../helpers/engine-process.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');
const { path, why } = cliExecutable();

/** An installed app in a temporary place: the executable where a package puts it, and a stand-in that serves as the app does. */
function install(directory: string): string {
  const app = join(directory, 'app');
  const lmcp = join(app, 'resources', 'bin', 'lmcp');
  mkdirSync(join(lmcp, '..'), { recursive: true });
  copyFileSync(path ?? '', lmcp);
  const desktop = join(app, 'lmcp-desktop');
  writeFileSync(
    desktop,
    `#!/bin/sh\n[ "$1" = --hidden ] || exit 9\nshift\nexec ${process.execPath} ${join(root, 'dist', 'cli.js')} serve "$@"\n`,
  );
  chmodSync(desktop, 0o755);
  return lmcp;
}

function run(lmcp: string, directory: string, args: readonly string[]) {
  const places = ['--data', join(directory, 'data'), '--registry', join(directory, 'r.yaml')];
  const env = { HOME: directory, PATH: process.env.PATH ?? '' };
  return spawnSync(lmcp, [...args, ...places, '--json'], { encoding: 'utf8', env });
}

describe('the single executable of an installed app', () => {
  beforeEach(({ skip }) => {
    if (path === null) skip(why);
  });

  it('answers from a running engine over its socket, without a native module', async () => {
    const directory = temporaryDirectory();
    const { child, exited, port } = await serveProcess(directory);
    onTestFinished(async () => {
      child.kill();
      await exited;
    });
    const status = run(path ?? '', directory, ['status']);
    expect(status.stderr).toBe('');
    expect(JSON.parse(status.stdout)).toMatchObject({
      pid: child.pid,
      url: `http://127.0.0.1:${port}/mcp`,
    });
    const verified = run(path ?? '', directory, ['audit', 'verify']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true });
  });

  it('refuses, with what to do, what only an engine can do, and leaves no file behind', () => {
    const directory = temporaryDirectory();
    for (const args of [['status'], ['client', 'list'], ['audit', 'verify']]) {
      const { status, stderr } = run(path ?? '', directory, args);
      expect(status).toBe(4);
      expect(JSON.parse(stderr).error).toMatchObject({ code: 'unreachable' });
    }
    expect(execFileSync('ls', ['-A', directory], { encoding: 'utf8' })).toBe('');
  });

  it('SU-14: serve starts the app hidden, once', () => {
    const directory = temporaryDirectory();
    const lmcp = install(directory);
    const first = run(lmcp, directory, ['serve', '--port', '0', '--allow-key-file']);
    const { pid, url } = JSON.parse(first.stdout);
    onTestFinished(() => void process.kill(pid));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    const second = run(lmcp, directory, ['serve', '--port', '0']);
    expect(JSON.parse(second.stderr).error).toMatchObject({
      code: 'already_running',
      data: { pid },
    });
  });

  it('serve says where the app should be when it is not there', () => {
    const directory = temporaryDirectory();
    const { status, stderr } = run(path ?? '', directory, ['serve']);
    expect(status).toBe(4);
    expect(JSON.parse(stderr).error.message).toMatch(/lmcp-desktop could not be started/);
  });

  it('EL-10: NODE_OPTIONS makes it load nothing', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'intruder.cjs'), 'console.log("intruder")');
    const env = { HOME: directory, NODE_OPTIONS: `--require=${join(directory, 'intruder.cjs')}` };
    const version = spawnSync(path ?? '', ['--version'], { encoding: 'utf8', env });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const script = spawnSync(path ?? '', [join(directory, 'intruder.cjs')], { encoding: 'utf8' });
    expect(script.stdout).toBe('');
    expect(script.status).toBe(2);
  });
});
