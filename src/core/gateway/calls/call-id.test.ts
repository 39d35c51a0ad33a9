import { describe, expect, it } from 'vitest';
import { isUuid } from '../../audit/row.ts';
import { CallIds } from './call-id.ts';

const startUs = 1_780_000_000_123_456;

describe('CallIds', () => {
  it('are UUIDs of version 7 and RFC 9562’s variant, none of them twice', () => {
    const callIds = new CallIds();
    const ids = Array.from({ length: 2_000 }, () => callIds.next(startUs));
    expect(ids.every((id) => isUuid(id) && /^.{14}7.{4}[89ab]/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    // All of the other digits come at every place.
    const digits = (place: number) => new Set(ids.map((id) => id[place])).size;
    expect([15, 16, 17, 20, 21, 22, 24, 30, 35].map(digits)).toEqual(Array(9).fill(16));
    expect(digits(19)).toBe(4);
  });

  it('begin with the milliseconds since 1970, as the clock says them, back too', () => {
    const callIds = new CallIds();
    const times = [0, 999, 1_000, 5_000_000, -3_000_000].map((us) => {
      const id = callIds.next(startUs + us);
      return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    });
    const ms = 1_780_000_000_123;
    expect(times).toEqual([ms, ms + 1, ms + 1, ms + 5_000, ms - 3_000]);
  });
});
