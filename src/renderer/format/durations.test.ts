import { describe, expect, it } from 'vitest';
import { formatDuration, formatWholeSeconds } from './durations.ts';

describe('durations', () => {
  it.each([
    [0.42, '0.4 ms'],
    [6, '6 ms'],
    [184.4, '184 ms'],
    [3_240, '3.2 s'],
    [12_000, '12 s'],
    [125_000, '2 min 5 s'],
    [1_500_000, '25 min'],
    [8_040_000, '2 h 14 min'],
    [7_200_000, '2 h'],
    [273_600_000, '3 d 4 h'],
    [null, '—'],
    [Number.NaN, '—'],
  ])('shows %s ms as %s', (ms, shown) => {
    expect(formatDuration(ms)).toBe(shown);
  });

  it('counts down without fractions and never below zero', () => {
    expect(formatWholeSeconds(940)).toBe('1 s');
    expect(formatWholeSeconds(-3_000)).toBe('0 s');
  });
});
