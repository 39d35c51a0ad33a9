import { expect, it } from 'vitest';
import { Emitter } from '../../test/helpers/emitter.ts';
import { FakeClock } from '../../test/helpers/fake-clock.ts';
import { FakeElectron } from '../../test/helpers/fake-electron.ts';
import type { HostedEngine } from '../shared/desktop-contract.ts';
import { followApp } from './follow-app.ts';

/** The app around an engine that records what it is told, and stops when the test says so. */
function bench(platform: NodeJS.Platform = 'darwin', close = () => {}) {
  const electron = new FakeElectron();
  const { app, powerMonitor } = electron.port;
  const clock = new FakeClock();
  const calls: string[] = [];
  const stopped = Promise.withResolvers<HostedEngine>();
  let exitCode: number | null = null;
  void electron.exited.promise.then((code) => {
    exitCode = code;
  });
  const fail = followApp({
    app,
    powerMonitor,
    clock,
    platform,
    logFailure: (error) => calls.push(`log ${error}`),
    showFailure: (error) => calls.push(`tell ${error}`),
    engine: {
      start: async () => {
        calls.push('start');
        return { state: 'running', error: null };
      },
      stop: () => {
        calls.push('stop');
        return stopped.promise;
      },
      resumed: () => calls.push('resumed'),
    },
    surface: {
      window: { show: () => calls.push('show') },
      close: () => {
        calls.push('close');
        close();
      },
    },
    relaunch: (hidden) => calls.push(`relaunch ${hidden ? 'hidden' : 'with its window'}`),
  });
  const stop = (state: HostedEngine['state']) => stopped.resolve({ state, error: null });
  return { electron, clock, calls, stop, fail, exitCode: () => exitCode };
}

it('SU-15: the engine hears that the machine has slept', () => {
  const { electron, calls } = bench();
  electron.power.emit('resume');
  expect(calls).toEqual(['resumed']);
});

it('EL-13: a second start shows the window; a hidden one, of `lmcp serve`, starts the gateway', () => {
  const { electron, calls } = bench();
  electron.app.emit('second-instance', {}, ['/app', '--data=/elsewhere', 'lmcp://x']);
  expect(calls).toEqual(['show']);
  electron.app.emit('second-instance', {}, ['/app', '--hidden']);
  expect(calls).toEqual(['show', 'start']);
});

it('EL-15: quit waits for the engine, which is asked once, and then ends the app', async () => {
  const { electron, clock, calls, stop, exitCode } = bench();
  electron.quit();
  electron.quit();
  await clock.advanceAsync(5_000);
  expect([calls, exitCode()]).toEqual([['close', 'stop'], null]);
  stop('stopped');
  await clock.advanceAsync(0);
  expect(exitCode()).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

it('EL-15: an engine that does not stop ends with the app after 8 s', async () => {
  const { electron, clock, exitCode } = bench();
  electron.quit();
  await clock.advanceAsync(7_999);
  expect(exitCode()).toBeNull();
  await clock.advanceAsync(1);
  expect(exitCode()).toBe(1);
});

it('an engine that failed to stop is told by the exit code', async () => {
  const { electron, clock, stop, exitCode } = bench();
  electron.quit();
  stop('failed');
  await clock.advanceAsync(0);
  expect(exitCode()).toBe(1);
});

it('EL-15: a start that comes while the app ends is made up for as soon as it has ended', async () => {
  for (const [later, expected] of [
    [[['--hidden']], 'relaunch hidden'],
    [[['--hidden'], []], 'relaunch with its window'],
    [[[], ['--hidden']], 'relaunch with its window'],
  ] as const) {
    const { electron, clock, calls, stop, exitCode } = bench();
    electron.quit();
    for (const args of later) electron.app.emit('second-instance', {}, args);
    electron.app.emit('activate');
    expect(calls).toEqual(['close', 'stop']);
    stop('stopped');
    await clock.advanceAsync(0);
    expect([calls, exitCode()]).toEqual([['close', 'stop', expected], 0]);
  }
});

it('a log-out or shutdown is not held up: the end begins at once, and the quit goes through', async () => {
  const { electron, clock, calls, exitCode } = bench();
  electron.power.emit('shutdown');
  expect(calls).toEqual(['close', 'stop']);
  electron.app.emit('second-instance', {}, []);
  electron.quit();
  await clock.advanceAsync(0);
  expect([calls, exitCode()]).toEqual([['close', 'stop'], 0]);
});

it('Linux waits for who asks it to: at a shutdown the engine has its time, and no quit cuts it short', async () => {
  const { electron, clock, calls, stop, exitCode } = bench('linux');
  expect(electron.power.emitPreventable('shutdown')).toBe(true);
  electron.quit();
  await clock.advanceAsync(4_000);
  expect([calls, exitCode()]).toEqual([['close', 'stop'], null]);
  stop('stopped');
  await clock.advanceAsync(0);
  expect(exitCode()).toBe(0);
});

it('elsewhere nothing is waited for: a shutdown that is put off would be called off', () => {
  expect(bench('darwin').electron.power.emitPreventable('shutdown')).toBe(false);
});

it('Windows tells the end of a session to a window: the end begins', () => {
  const { electron, calls } = bench('win32');
  const window = new Emitter();
  electron.app.emit('browser-window-created', {}, window);
  window.emit('session-end');
  expect(calls).toEqual(['close', 'stop']);
});

it('SU-17: an error that nobody foresaw is on record, stops the engine, is told once, and ends non-zero', async () => {
  const { clock, calls, stop, fail, exitCode } = bench();
  fail('first');
  fail('second');
  await clock.advanceAsync(100);
  expect([calls, exitCode()]).toEqual([['log first', 'close', 'stop', 'log second'], null]);
  stop('stopped');
  await clock.advanceAsync(0);
  expect([calls.at(-1), exitCode()]).toEqual(['tell first', 1]);
});

it('SU-17: one that comes while the app quits is told by the exit code as well', async () => {
  const { electron, clock, calls, stop, fail, exitCode } = bench();
  electron.quit();
  fail('late');
  stop('stopped');
  await clock.advanceAsync(0);
  expect([calls.at(-1), exitCode()]).toEqual(['tell late', 1]);
});

it('where the system ends and nobody quits, the app ends when its engine has', async () => {
  const { electron, clock, stop, exitCode } = bench();
  electron.power.emit('shutdown');
  await clock.advanceAsync(100);
  expect(exitCode()).toBeNull();
  stop('stopped');
  await clock.advanceAsync(0);
  expect(exitCode()).toBe(0);
});

it('a quit that was under way lets go when the system ends', async () => {
  const { electron, clock, exitCode } = bench();
  electron.quit();
  electron.power.emit('shutdown');
  electron.quit();
  await clock.advanceAsync(0);
  expect(exitCode()).toBe(0);
});

it('SU-17: where what is shown cannot be closed, the engine is stopped and the app ends all the same', async () => {
  const { electron, clock, calls, stop, exitCode } = bench('linux', () => {
    throw new Error('no tray');
  });
  electron.quit();
  stop('stopped');
  await clock.advanceAsync(0);
  expect(calls).toEqual(['close', 'log Error: no tray', 'stop', 'tell Error: no tray']);
  expect(exitCode()).toBe(1);
});
