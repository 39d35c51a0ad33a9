import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireLock } from '../../src/core/state/lock.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';

const holder = fileURLToPath(new URL('../helpers/lock-holder.ts', import.meta.url));

/** Starts a process that takes the lock, and waits for its first line. */
async function start(path: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [holder, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, line: String(line) };
}

describe('the lock of a data directory', () => {
  it('P-77 SU-14: a second process is refused within 2 s and names the first', async () => {
    const path = join(temporaryDirectory(), 'lock.db');
    const first = await start(path);
    expect(first.line).toBe('held');
    const startedMs = performance.now();
    const second = await start(path);
    const [exitCode] =
      second.child.exitCode === null ? await once(second.child, 'exit') : [second.child.exitCode];
    expect(exitCode).toBe(1);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(JSON.parse(second.line)).toEqual({
      code: 'already_running',
      data: { pid: first.child.pid },
    });
  });

  it('P-77 SU-14: kill -9 of the holder frees it, and the one after holds it', async () => {
    const path = join(temporaryDirectory(), 'lock.db');
    const first = await start(path);
    const exited = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await exited;
    const second = await start(path);
    expect(second.line).toBe('held');
    const third = await start(path);
    expect(JSON.parse(third.line)).toMatchObject({ data: { pid: second.child.pid } });
  });

  it('P-77 SU-14: of many that start together exactly one holds it', async () => {
    const path = join(temporaryDirectory(), 'lock.db');
    const started = await Promise.all(Array.from({ length: 4 }, () => start(path)));
    const held = started.filter(({ line }) => line === 'held');
    expect(held).toHaveLength(1);
  });

  it('SU-14: is free after release, twice over, and refused in the same process meanwhile', () => {
    const path = join(temporaryDirectory(), 'lock.db');
    const lock = acquireLock(path);
    expect(() => acquireLock(path)).toThrow(
      expect.objectContaining({ code: 'already_running', data: { pid: process.pid } }),
    );
    lock.release();
    lock.release();
    acquireLock(path).release();
  });

  it('SU-14: without the note of the pid it still refuses', () => {
    const path = join(temporaryDirectory(), 'lock.db');
    const lock = acquireLock(path);
    onTestFinished(() => lock.release());
    rmSync(`${path}.pid`);
    expect(() => acquireLock(path)).toThrow(expect.objectContaining({ code: 'already_running' }));
  });
});
