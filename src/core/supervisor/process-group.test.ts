import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { groupRuns, isGroupOf, processIdentity, signalGroup } from './process-group.ts';

const started: number[] = [];

/** `sh` leads a group; when it says so, the `sleep` in it runs. */
async function shell(script: string): Promise<{ group: number; handle: ChildProcess }> {
  const handle = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const group = handle.pid ?? 0;
  started.push(group);
  if (handle.stdout !== null) await once(handle.stdout, 'data');
  return { group, handle };
}

afterEach(() => {
  for (const group of started.splice(0)) signalGroup(group, 'SIGKILL');
});

describe.runIf(process.platform === 'linux')('process groups', () => {
  it('SU-7: a process is known again by boot and start time, and unknown once it is gone', async () => {
    const { group, handle } = await shell('echo up; exec sleep 60');
    const identity = processIdentity(group);
    expect(identity).toMatch(/^[0-9a-f-]{36}\/\d+$/);
    expect(processIdentity(group)).toBe(identity);
    expect(processIdentity(process.pid)).not.toBe(identity);
    expect(signalGroup(group, 'SIGKILL')).toBe(true);
    await once(handle, 'exit');
    expect(processIdentity(group)).toBeNull();
    expect(groupRuns(group)).toBe(false);
    expect(signalGroup(group, 'SIGKILL')).toBe(false);
  });

  it('SU-7: a group whose leader ended is still the leader’s, and nobody else’s', async () => {
    const { group, handle } = await shell('sleep 60 & echo up; read line');
    const identity = processIdentity(group) ?? '';
    expect(isGroupOf(group, identity)).toBe(true);
    expect(isGroupOf(group, `${identity}1`)).toBe(false);
    handle.stdin?.end();
    await once(handle, 'exit');
    expect(groupRuns(group)).toBe(true);
    expect(isGroupOf(group, identity)).toBe(true);
    const [boot, ticks] = identity.split('/');
    expect(isGroupOf(group, `${boot}/${Number(ticks) + 1_000_000}`)).toBe(false);
    expect(isGroupOf(group, `another-boot/${ticks}`)).toBe(false);
  });
});
