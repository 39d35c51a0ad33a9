import { expect, it } from 'vitest';
import { type CallBucket, formatAxis, scaleCalls } from './call-scale.ts';

const bucket = (allowed: number, refused: number): CallBucket => ({
  fromUs: 0,
  toUs: 1,
  allowed,
  refused,
});

it.each([
  [0, 2],
  [3, 4],
  [47, 60],
  [60, 60],
  [999, 1_000],
  [1_001, 2_000],
])('ends the axis for %s calls at %s, whose half is whole', (most, top) => {
  expect(scaleCalls([bucket(most, 0)]).top).toBe(top);
  expect(Number.isInteger(top / 2)).toBe(true);
});

it.each([
  [999, '1k', '500'],
  [1_001, '2k', '1k'],
  [5_999, '6k', '3k'],
  [99_999, '100k', '50k'],
  [999_999, '1M', '500k'],
])('labels the axis for %s calls with four signs at most', (most, top, half) => {
  const scale = scaleCalls([bucket(most, 0)]);
  expect([formatAxis(scale.top), formatAxis(scale.top / 2)]).toEqual([top, half]);
  expect(Math.max(top.length, half.length)).toBeLessThanOrEqual(4);
});

it('shows one refusal in a thousand calls', () => {
  const { top, bottom, down } = scaleCalls([bucket(1_000, 0), bucket(1_000, 1), bucket(0, 500)]);
  expect(down[0]).toBeNull();
  // 112 px less the axis: at least 2.5 px.
  expect((-(down[1] ?? 0) / (top - bottom)) * 90).toBeGreaterThan(2.5);
  expect(down[2]).toBeGreaterThanOrEqual(bottom);
});

it('draws nothing where nothing happened', () => {
  expect(scaleCalls([bucket(0, 0)])).toMatchObject({ up: [null], down: [null] });
});
