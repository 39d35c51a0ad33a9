import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { FakeClock } from '../helpers/fake-clock.ts';
import {
  callTool,
  createRigs,
  pidOf,
  testServer,
  type UpstreamRig,
} from '../helpers/upstream-rig.ts';

const anyone = { clientId: 'tester', sessionId: null };
const rigs = createRigs();

const logText = (rig: UpstreamRig, serverId: string) =>
  rig.pool
    .log(serverId, null, 100_000)
    .lines.map(({ text }) => text)
    .join('\n');
afterAll(rigs.closeAll);

const badStart = (fault: string, more: Record<string, unknown> = {}, file = '') =>
  testServer('bad-start.mjs', [fault, file], more);

describe.concurrent('failing', () => {
  it('P-71 SU-2 SU-3: starts after 1, 2, 4, 8, 16 s and up to 20 % more, then crashed; calls fail within 50 ms', async ({
    expect,
  }) => {
    const clock = new FakeClock();
    const random = () => 0.5;
    const rig = await rigs.open({ servers: { exits: badStart('exit') }, clock, random });
    const connection = rig.pool.shared('exits');
    await expect(connection.start()).rejects.toMatchObject({
      code: 'upstream_unavailable',
      message: 'It exited with code 7',
    });
    for (const delayMs of [1_100, 2_200, 4_400, 8_800, 17_600]) {
      expect(rig.pool.status('exits')[0]).toMatchObject({
        state: 'backoff',
        detail: 'It exited with code 7',
        retryAfterMs: delayMs,
      });
      clock.advance(delayMs - 1);
      expect(connection.state).toBe('backoff');
      clock.advance(1);
      expect(connection.state).toBe('starting');
      await expect.poll(() => connection.state, { interval: 5 }).not.toBe('starting');
    }
    expect(rig.pool.status('exits')[0]).toMatchObject({ state: 'crashed', restarts: 5 });
    const startedAt = performance.now();
    await expect(callTool(connection, 'echo')).rejects.toMatchObject({
      code: 'upstream_unavailable',
      message: 'The server is not available',
      data: { sent: 'none', cause: 'not_sent', retryAfterMs: 330_000 },
    });
    expect(performance.now() - startedAt).toBeLessThan(50);
    expect(rig.events.filter(({ kind }) => kind === 'server.started')).toHaveLength(6);
    clock.advance(330_000);
    expect(connection.state).toBe('starting');
    await rig.reached('exits', 'crashed');
    expect(logText(rig, 'exits')).toContain('cannot start \\u{202E}evil');
  });

  it('SU-3: a start by hand closes the circuit; of a server that runs it does nothing', async ({
    expect,
  }) => {
    const clock = new FakeClock();
    const servers = { exits: badStart('exit'), good: testServer('echo.mjs') };
    const rig = await rigs.open({ servers, clock, random: () => 0 });
    const connection = rig.pool.shared('exits');
    await expect(connection.start()).rejects.toThrow('It exited with code 7');
    clock.advance(1_000);
    await rig.reached('exits', 'backoff');
    expect(rig.pool.status('exits')[0]?.retryAfterMs).toBe(2_000);
    await expect(connection.start()).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(rig.events.filter(({ kind }) => kind === 'server.started')).toHaveLength(2);
    await expect(rig.pool.startServer('exits')).rejects.toThrow('It exited with code 7');
    expect(rig.pool.status('exits')[0]?.retryAfterMs).toBe(1_000);
    await rig.pool.startServer('good');
    const pid = pidOf(rig, 'good');
    await rig.pool.startServer('good');
    expect(pidOf(rig, 'good')).toBe(pid);
    await rig.pool.restartServer('good');
    expect(pidOf(rig, 'good')).not.toBe(pid);
  });

  it('a server that cannot be found says what was searched, to the operator alone', async ({
    expect,
  }) => {
    const rig = await rigs.open({
      servers: { lost: { transport: 'stdio', command: 'no-such-command' } },
      variables: { PATH: '/usr/bin:/opt/nothing' },
    });
    const connection = rig.pool.shared('lost');
    await expect(connection.start()).rejects.toMatchObject({
      code: 'command_not_found',
      message: '`no-such-command` was not found: searched /usr/bin, /opt/nothing',
    });
    expect(rig.pool.status('lost')[0]?.state).toBe('blocked');
    await expect(callTool(connection, 'echo')).rejects.toMatchObject({
      code: 'upstream_unavailable',
      message: 'The server is not available',
    });
  });

  it('SU-1: a server that does not shake hands in time is killed, retried as configured, then counted', async ({
    expect,
  }) => {
    const timeouts = { initialize_s: 0.3, retry_on_timeout: 1, retry_backoff_s: 0 };
    const rig = await rigs.open({ servers: { silent: badStart('silent', { timeouts }) } });
    await expect(rig.pool.shared('silent').start()).rejects.toMatchObject({
      code: 'upstream_timeout',
    });
    expect(rig.events.filter(({ kind }) => kind === 'server.exited')).toHaveLength(2);
    expect(rig.pool.status('silent')[0]).toMatchObject({
      state: 'backoff',
      restarts: 0,
      pid: null,
    });
  });

  it('SU-1: a handshake that times out once is retried and succeeds', async ({ expect }) => {
    const timeouts = { initialize_s: 1, retry_on_timeout: 2, retry_backoff_s: 0 };
    const rig = await rigs.open({ servers: {} });
    const value = badStart('silent-once', { timeouts }, join(rig.directory, 'seen'));
    await rig.registry.edit([{ path: ['servers', 'slow'], value }]);
    await rig.pool.shared('slow').start();
    expect(rig.events.filter(({ kind }) => kind === 'server.started')).toHaveLength(2);
  });

  it('an unknown protocol version is refused with its name kept to the operator', async ({
    expect,
  }) => {
    const rig = await rigs.open({ servers: { old: badStart('old-version') } });
    await expect(rig.pool.shared('old').start()).rejects.toMatchObject({
      code: 'upstream_protocol',
    });
    expect(rig.pool.status('old')[0]?.detail).toContain('protocol version');
  });

  it('P-56 UP-13: a banner is dropped and counted; 100 bad lines in 10 s kill', async ({
    expect,
  }) => {
    const rig = await rigs.open({
      servers: { banner: badStart('banner'), garbage: badStart('garbage') },
    });
    await rig.pool.shared('banner').start();
    expect(rig.pool.status('banner')[0]).toMatchObject({
      state: 'ready',
      counters: { badLines: 1 },
    });
    await expect(rig.pool.shared('garbage').start()).rejects.toThrow(
      'It printed 100 lines in 10 s that are not JSON-RPC',
    );
    expect(rig.pool.status('garbage')[0]?.state).toBe('backoff');
  });

  it("P-57 UP-13: 11 MiB without a line end kill that server; another's calls go on", async ({
    expect,
  }) => {
    const rig = await rigs.open({
      servers: { endless: badStart('endless-line'), good: testServer('echo.mjs') },
    });
    const good = rig.pool.get('good', anyone);
    await good.start();
    const start = rig.pool.shared('endless').start();
    const calls = Array.from({ length: 50 }, () => callTool(good, 'echo'));
    await expect(start).rejects.toThrow('It printed a line over 10 MiB');
    expect(rig.pool.status('endless')[0]?.state).toBe('backoff');
    for (const reply of await Promise.all(calls)) expect(reply.kind).toBe('result');
    expect(rig.pool.status('good')[0]?.restarts).toBe(0);
  });

  it('SU-12: three timeouts in a row make a probe of 5 s, then a restart', async ({ expect }) => {
    const clock = new FakeClock();
    const rig = await rigs.open({ servers: { good: testServer('echo.mjs') }, clock });
    const connection = rig.pool.shared('good');
    await connection.start();
    process.kill(pidOf(rig, 'good'), 'SIGSTOP');
    for (let call = 0; call < 3; call++) {
      const timedOut = callTool(connection, 'echo', '{}', { timeoutMs: 1_000 });
      clock.advance(1_000);
      await expect(timedOut).rejects.toMatchObject({ code: 'upstream_timeout' });
    }
    expect(connection.state).toBe('ready');
    clock.advance(5_000);
    await rig.reached('good', 'backoff');
    expect(rig.pool.status('good')[0]?.detail).toBe('It did not answer a ping');
  });

  it('SU-12: a server in use is probed on a beat, an idle one is not', async ({ expect }) => {
    const clock = new FakeClock();
    const health = { interval_s: 30, timeout_s: 10, idle_s: 60 };
    const servers = { used: testServer('echo.mjs'), idle: testServer('echo.mjs') };
    const rig = await rigs.open({ servers, health, clock });
    await callTool(rig.pool.shared('used'), 'echo');
    await rig.pool.shared('idle').start();
    for (const id of ['used', 'idle']) process.kill(pidOf(rig, id), 'SIGSTOP');
    clock.advance(30_000);
    clock.advance(10_000);
    await rig.reached('used', 'backoff');
    expect(rig.pool.status('idle')[0]?.state).toBe('ready');
    process.kill(pidOf(rig, 'idle'), 'SIGCONT');
  });

  it('SU-15: after a sleep each ready server is asked once, and only the one that is gone is started again', async ({
    expect,
  }) => {
    const clock = new FakeClock();
    const servers = { gone: testServer('echo.mjs'), well: testServer('echo.mjs') };
    const rig = await rigs.open({ servers, clock });
    for (const id of ['gone', 'well']) await rig.pool.shared(id).start();
    const pid = pidOf(rig, 'well');
    process.kill(pidOf(rig, 'gone'), 'SIGSTOP');
    rig.pool.resumed();
    clock.advance(2_000);
    await callTool(rig.pool.shared('well'), 'echo');
    clock.advance(10_000);
    await rig.reached('gone', 'backoff');
    expect(rig.pool.status('well')[0]).toMatchObject({ state: 'ready', pid, restarts: 0 });
  });

  it('a child that closes stdout and lives on is killed a second later', async ({ expect }) => {
    const clock = new FakeClock();
    const rig = await rigs.open({ servers: { mute: badStart('mute') }, clock });
    const connection = rig.pool.shared('mute');
    await connection.start();
    const call = expect(callTool(connection, 'echo')).rejects.toMatchObject({
      code: 'upstream_unavailable',
      data: { sent: 'whole', cause: 'upstream_died' },
    });
    const stateLater = () => {
      clock.advance(100);
      return connection.state;
    };
    await expect.poll(stateLater).toBe('backoff');
    await call;
    expect(rig.pool.status('mute')[0]?.detail).toBe('It closed its stdout');
  });

  it('P-76 SU-11: 1 GB on stderr leaves memory and log as they were', async ({ expect }) => {
    const flood = (megabytes: string) => badStart('stderr-flood', {}, megabytes);
    const rig = await rigs.open({ servers: { before: flood('128'), loud: flood('1024') } });
    const flooded = async (server: string) => {
      const connection = rig.pool.shared(server);
      await connection.start();
      await callTool(connection, 'echo');
      await expect
        .poll(() => logText(rig, server).endsWith('the end'), { timeout: 50_000, interval: 500 })
        .toBe(true);
      expect(logText(rig, server).length).toBeLessThanOrEqual(256 * 1024);
      return connection;
    };
    // What is read is garbage until it is collected: that much is there after an eighth of it, and no more after all of it.
    await flooded('before');
    const before = process.memoryUsage().rss;
    const connection = await flooded('loud');
    expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(64);
    expect(rig.logged.join('')).not.toContain('flood flood');
    expect((await callTool(connection, 'echo')).kind).toBe('result');
  });

  it('P-72 SU-13: a killed child gives each call exactly one error within 1 s; nothing is sent again', async ({
    expect,
  }) => {
    const made = await rigs.open({ servers: {} });
    const effects = join(made.directory, 'effects');
    await made.registry.edit([
      { path: ['servers', 'bad'], value: testServer('misbehave.mjs', [effects]) },
    ]);
    const connection = made.pool.get('bad', anyone);
    await connection.start();
    let errors = 0;
    const calls = Array.from({ length: 3 }, () =>
      callTool(connection, 'never').catch((error: unknown) => {
        errors++;
        return error;
      }),
    );
    await callTool(connection, 'steady');
    const pid = pidOf(made, 'bad');
    const killedAt = performance.now();
    process.kill(pid, 'SIGKILL');
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({
        code: 'upstream_unavailable',
        data: { sent: 'whole', cause: 'upstream_died' },
      });
    }
    expect(performance.now() - killedAt).toBeLessThan(1_000);
    expect(errors).toBe(3);
    await made.reached('bad', 'ready');
    await callTool(connection, 'steady');
    expect(await readFile(effects, 'utf8')).toBe('never\nnever\nnever\nsteady\nsteady\n');
  });
});
