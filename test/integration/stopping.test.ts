import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { groupRuns } from '../../src/core/supervisor/process-group.ts';
import { leftBehind, reapIn } from '../helpers/killed-host.ts';
import { createRigs, pidOf, testServer, testServerPath } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
afterAll(rigs.closeAll);

const badStart = (fault: string) => testServer('bad-start.mjs', [fault]);

/** `sh -c "server & wait"`, with stdin handed on past the /dev/null that a shell gives to jobs in the background. */
function launcher() {
  const server = `"${process.execPath}" "${testServerPath('bad-start.mjs')}" stubborn`;
  const args = ['-c', `exec 3<&0; ${server} <&3 3<&- & wait`];
  return { transport: 'stdio', command: 'sh', args };
}

// What waits for grace periods waits beside the others: each test has its own rig, and cares for no other's timing.
describe.concurrent('stopping', () => {
  it('P-73 SU-5: a child that ignores the end of stdin and SIGTERM is gone within 5 s', async ({
    expect,
  }) => {
    const rig = await rigs.open({ servers: { stubborn: badStart('stubborn') } });
    await rig.pool.shared('stubborn').start();
    const pid = pidOf(rig, 'stubborn');
    const startedAt = performance.now();
    await rig.pool.stopServer('stubborn', 'test');
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(3_900);
    expect(tookMs).toBeLessThan(5_000);
    expect(groupRuns(pid)).toBe(false);
    expect(rig.pool.status('stubborn')[0]).toMatchObject({ state: 'stopped', pid: null });
    expect(rig.launches.all()).toEqual([]);
  });

  it('SU-5: asked twice means now', async ({ expect }) => {
    const rig = await rigs.open({ servers: { stubborn: badStart('stubborn') } });
    await rig.pool.shared('stubborn').start();
    const pid = pidOf(rig, 'stubborn');
    const startedAt = performance.now();
    const first = rig.pool.stopServer('stubborn', 'test');
    await Promise.all([first, rig.pool.stopServer('stubborn', 'again')]);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(groupRuns(pid)).toBe(false);
  });

  it('P-74 SU-6: of a launcher `sh -c "server & wait"` nothing remains', async ({ expect }) => {
    const rig = await rigs.open({ servers: { tree: launcher() } });
    await rig.pool.shared('tree').start();
    const pid = pidOf(rig, 'tree');
    expect(groupRuns(pid)).toBe(true);
    await rig.pool.stopServer('tree', 'test');
    expect(groupRuns(pid)).toBe(false);
  });

  it('SU-6: a launcher that dies takes its grandchildren along', async ({ expect }) => {
    const rig = await rigs.open({ servers: { tree: launcher() } });
    await rig.pool.shared('tree').start();
    const pid = pidOf(rig, 'tree');
    process.kill(pid, 'SIGKILL');
    await rig.reached('tree', 'backoff');
    await rig.pool.stopServer('tree', 'test');
    expect(groupRuns(pid)).toBe(false);
  });

  it('SU-8: a server that is still starting is stopped like the others', async ({ expect }) => {
    const rig = await rigs.open({ servers: { silent: badStart('silent') } });
    const start = rig.pool.shared('silent').start();
    const refused = expect(start).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await expect
      .poll(() => rig.pool.status('silent')[0]?.pid, { interval: 5 })
      .toBeTypeOf('number');
    const pid = pidOf(rig, 'silent');
    await rig.pool.close();
    await refused;
    expect(groupRuns(pid)).toBe(false);
  });

  it('P-75 SU-7: what a killed gateway left behind is reaped by the next start', async ({
    expect,
  }) => {
    const left = await leftBehind(10);
    expect(left.pids).toHaveLength(10);
    expect(left.pids.filter(groupRuns)).toHaveLength(10);
    const reaped = await reapIn(left.directory);
    expect(reaped).toBe(10);
    await expect.poll(() => left.pids.filter(groupRuns), { timeout: 5_000 }).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('SU-18', () => {
  it('SU-18: starting and stopping over and over leaves no descriptor and no record behind', async () => {
    const rig = await rigs.open({ servers: { good: testServer('echo.mjs') } });
    const cycle = async () => {
      await rig.pool.shared('good').start();
      await rig.pool.stopServer('good', 'test');
    };
    await cycle();
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const before = descriptors();
    for (let round = 0; round < 25; round++) await cycle();
    expect(descriptors()).toBeLessThanOrEqual(before);
    expect(rig.launches.all()).toEqual([]);
  });
});
