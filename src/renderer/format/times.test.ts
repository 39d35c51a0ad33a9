import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatClock,
  formatClockMs,
  formatClockOrDay,
  formatDay,
  formatMoment,
  toIso,
} from './times.ts';

/** 3 November 2026, 14:32:08.417 in the local zone. */
const us = new Date(2026, 10, 3, 14, 32, 8, 417).getTime() * 1_000;
const nowMs = us / 1_000;

describe('times', () => {
  it('shows the local clock, with milliseconds for the audit', () => {
    expect(formatClock(us)).toBe('14:32:08');
    expect(formatClockMs(us)).toBe('14:32:08.417');
    expect(formatMoment(us)).toBe('3 Nov 2026, 14:32:08');
  });

  it('names the year only where it is another', () => {
    expect(formatDay(us, nowMs)).toBe('3 Nov');
    expect(formatDay(us, new Date(2027, 0, 1).getTime())).toBe('3 Nov 2026');
  });

  it('says the day of what is not of today, however few minutes ago', () => {
    const lateMs = new Date(2026, 10, 3, 23, 59, 58).getTime();
    const late = lateMs * 1_000;
    expect(formatClockOrDay(late, lateMs + 1_000)).toBe('23:59:58');
    expect(formatClockOrDay(late, lateMs + 3_000)).toBe('3 Nov 23:59:58');
    expect(formatClockOrDay(late, new Date(2027, 0, 1).getTime())).toBe('3 Nov 2026 23:59');
  });

  it('keeps UTC for hover and copies', () => {
    expect(toIso(1_000_000)).toBe('1970-01-01T00:00:01.000Z');
  });

  it.each([
    [0, 'now'],
    [-5_000, 'now'],
    [4_000, '4 s ago'],
    [59_400, '59 s ago'],
    [60_000, '1 min ago'],
    [59 * 60_000, '59 min ago'],
    [3_600_000, '14:32'],
    [86_400_000, '3 Nov'],
  ])('calls a proof that is %s ms old %s', (ageMs, shown) => {
    expect(formatAge(us, nowMs + ageMs)).toBe(shown);
  });

  it('has no age for what never happened', () => {
    expect(formatAge(null, nowMs)).toBe('—');
  });
});
