import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { Backoff } from './backoff.ts';

const minuteMs = 60_000;

function delays(backoff: Backoff, clock: FakeClock, count: number, apartMs: number): number[] {
  return Array.from({ length: count }, () => {
    clock.advance(apartMs);
    return backoff.failed().delayMs;
  });
}

describe('Backoff', () => {
  it('SU-2 P-71: grows from 1 s to a cap of 60 s when failures are far apart', () => {
    const clock = new FakeClock();
    const backoff = new Backoff(clock, () => 0);
    expect(delays(backoff, clock, 9, 2 * minuteMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('SU-2: jitter adds 0 to 20 % and never takes away', () => {
    const clock = new FakeClock();
    expect(new Backoff(clock, () => 0).failed().delayMs).toBe(1_000);
    expect(new Backoff(clock, () => 0.999_999).failed().delayMs).toBe(1_200);
    for (let round = 0; round < 100; round++) {
      const { delayMs } = new Backoff(clock).failed();
      expect(delayMs).toBeGreaterThanOrEqual(1_000);
      expect(delayMs).toBeLessThanOrEqual(1_200);
    }
  });

  it('SU-3: the sixth failure within five minutes opens the circuit for five minutes', () => {
    const clock = new FakeClock();
    const backoff = new Backoff(clock, () => 0);
    const states = Array.from({ length: 6 }, () => backoff.failed().state);
    expect(states).toEqual([...Array(5).fill('backoff'), 'crashed']);
    expect(backoff.failed()).toEqual({ state: 'crashed', delayMs: 5 * minuteMs });
  });

  it('SU-3: six failures over more than five minutes do not', () => {
    const clock = new FakeClock();
    const backoff = new Backoff(clock, () => 0);
    for (let failure = 0; failure < 10; failure++) {
      expect(backoff.failed().state).toBe('backoff');
      clock.advance(minuteMs + 1);
    }
  });

  it('SU-3: a failed probe opens the circuit again although the old failures are out of the window', () => {
    const clock = new FakeClock();
    const backoff = new Backoff(clock, () => 0);
    for (let failure = 0; failure < 6; failure++) backoff.failed();
    clock.advance(6 * minuteMs);
    expect(backoff.failed()).toEqual({ state: 'crashed', delayMs: 5 * minuteMs });
    clock.advance(6 * minuteMs);
    backoff.ready();
    expect(backoff.failed().state).toBe('backoff');
  });

  it('SU-2: ten healthy minutes forget everything, less does not', () => {
    const clock = new FakeClock();
    const backoff = new Backoff(clock, () => 0);
    for (let failure = 0; failure < 4; failure++) backoff.failed();
    backoff.ready();
    clock.advance(10 * minuteMs - 1);
    expect(backoff.failed().delayMs).toBe(16_000);
    backoff.ready();
    clock.advance(10 * minuteMs);
    expect(backoff.failed().delayMs).toBe(1_000);
  });

  it('SU-3: a start by hand forgets everything', () => {
    const backoff = new Backoff(new FakeClock(), () => 0);
    for (let failure = 0; failure < 7; failure++) backoff.failed();
    backoff.reset();
    expect(backoff.failed()).toEqual({ state: 'backoff', delayMs: 1_000 });
  });
});
