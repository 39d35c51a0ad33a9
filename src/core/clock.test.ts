import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('AD-22: the wall clock follows the system’s, back too, as after sleep; the steady one never steps back', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
  const mono = systemClock.monoUs();
  expect(systemClock.nowUs()).toBe(1_800_000_000_000_000);
  vi.setSystemTime(1_800_000_000_000 - 3_600_000);
  expect(systemClock.nowUs()).toBe(1_799_996_400_000_000);
  expect(systemClock.monoUs()).toBeGreaterThanOrEqual(mono);
});
