import { expect, it } from 'vitest';
import { endOfRange, startOfRange } from './time-range.ts';

const nowMs = new Date(2026, 10, 21, 14, 32, 19).getTime();

it.each([
  ['1h', 3_600_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
] as const)('%s is a whole range that holds the present moment', (range, lengthMs) => {
  const fromUs = startOfRange(range, nowMs);
  const toUs = endOfRange(range, nowMs);
  expect(toUs - fromUs).toBe(lengthMs * 1_000);
  expect(toUs).toBeGreaterThan(nowMs * 1_000);
  expect(toUs - nowMs * 1_000).toBeLessThanOrEqual((lengthMs / 60) * 1_000);
});

it('asks the same question for a whole minute', () => {
  expect(startOfRange('1h', nowMs)).toBe(startOfRange('1h', nowMs + 40_000));
  expect(startOfRange('1h', nowMs)).not.toBe(startOfRange('1h', nowMs + 60_000));
});
