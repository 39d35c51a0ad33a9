import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { StopLadder } from './stop-ladder.ts';

function ladder() {
  const clock = new FakeClock();
  const rungs: string[] = [];
  let go: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  const target = {
    closeInput: () => void rungs.push('close stdin'),
    signal: (signal: string) => void rungs.push(signal),
    gone,
  };
  return { clock, rungs, go, stop: new StopLadder(target, clock) };
}

describe('StopLadder', () => {
  it('SU-5 P-73: close stdin, 2 s, SIGTERM then SIGCONT, 2 s, SIGKILL; over within 5 s', async () => {
    const { clock, rungs, stop } = ladder();
    const stopped = stop.stop();
    expect(rungs).toEqual(['close stdin']);
    clock.advance(1_999);
    expect(rungs).toHaveLength(1);
    clock.advance(1);
    expect(rungs.slice(1)).toEqual(['SIGTERM', 'SIGCONT']);
    clock.advance(2_000);
    expect(rungs.slice(3)).toEqual(['SIGKILL']);
    clock.advance(1_000);
    await stopped;
    expect(clock.pendingCount).toBe(0);
  });

  it('SU-5: a child that goes is spared the rest', async () => {
    const { clock, rungs, go, stop } = ladder();
    const stopped = stop.stop();
    go();
    await stopped;
    expect(clock.pendingCount).toBe(0);
    expect(rungs).toEqual(['close stdin']);
    expect(stop.climbing).toBe(true);
  });

  it('SU-5: asked twice means now', async () => {
    const { clock, rungs, go, stop } = ladder();
    const stopped = stop.stop();
    const again = stop.stop();
    expect(rungs).toEqual(['close stdin', 'SIGKILL']);
    go();
    await Promise.all([stopped, again]);
    clock.advance(10_000);
    expect(rungs).toHaveLength(2);
  });

  it('SU-5: a process that cannot be killed does not hold the stop for ever', async () => {
    const { clock, rungs, stop } = ladder();
    const killed = stop.kill();
    expect(rungs).toEqual(['SIGKILL']);
    clock.advance(1_000);
    await killed;
  });
});
