import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatCounted, formatShare } from './numbers.ts';

describe('numbers', () => {
  it.each([
    [48_213, '48,213'],
    [0, '0'],
    [null, '—'],
    [undefined, '—'],
  ])('shows the count %s as %s: zero is not missing', (count, shown) => {
    expect(formatCount(count)).toBe(shown);
  });

  it('counts things in words', () => {
    expect(formatCounted(1, 'call')).toBe('1 call');
    expect(formatCounted(1_284, 'call')).toBe('1,284 calls');
    expect(formatCounted(2, 'entry', 'entries')).toBe('2 entries');
  });

  it.each([
    [17, 1_284, '1.3 %'],
    [0, 10, '0 %'],
    [1, 1_000_000, '< 0.1 %'],
    [1, 3, '33 %'],
    [10, 10, '100 %'],
    [0, 0, '—'],
  ])('shows %s of %s as %s', (part, whole, shown) => {
    expect(formatShare(part, whole)).toBe(shown);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_500, '1.5 kB'],
    [142_000_000, '142 MB'],
    [3_200_000_000, '3.2 GB'],
  ])('shows %s bytes as %s', (bytes, shown) => {
    expect(formatBytes(bytes)).toBe(shown);
  });
});
