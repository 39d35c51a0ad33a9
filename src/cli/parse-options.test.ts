import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  collectList,
  collectPairs,
  parseGrace,
  parseMoment,
  parseTtl,
  parseWhole,
} from './parse-options.ts';

describe('options', () => {
  it('AU-8: a life is a duration or a moment, at least a minute away', () => {
    expect(parseTtl('30d')).toBe(2_592_000);
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    expect(parseTtl(inAnHour)).toBeGreaterThan(3_590);
    for (const bad of ['', '5s', '30', '35', 'x 33', 'soon', '2001-01-01', '-1d'])
      expect(() => parseTtl(bad), bad).toThrow(InvalidArgumentError);
  });

  it('AU-8: a grace is seconds with or without a unit, at most ten minutes', () => {
    expect([parseGrace('90'), parseGrace('90s'), parseGrace('10m')]).toEqual([90, 90, 600]);
    for (const bad of ['', '1.5h', '10y', '-1', '601', '20m'])
      expect(() => parseGrace(bad), bad).toThrow(InvalidArgumentError);
  });

  it('a moment is ISO 8601 or so long ago, in microseconds', () => {
    expect(parseMoment('2026-01-01T00:00:00Z')).toBe(1_767_225_600_000_000);
    expect(parseMoment('2026-01-01T02:00+02:00')).toBe(1_767_225_600_000_000);
    expect(parseMoment('2026-01-01')).toBe(1_767_225_600_000_000);
    for (const bad of ['5', '35', '1 may']) {
      expect(() => parseMoment(bad), bad).toThrow(InvalidArgumentError);
    }
    const hourAgo = parseMoment('1h');
    expect(Math.abs(hourAgo / 1_000 - (Date.now() - 3_600_000))).toBeLessThan(5_000);
    expect(() => parseMoment('yesterday')).toThrow(InvalidArgumentError);
  });

  it('whole numbers stay in their range', () => {
    const port = parseWhole(0, 65_535);
    expect([port('0'), port('65535')]).toEqual([0, 65_535]);
    for (const bad of ['65536', '-1', '1.5', '0x10', '', ' 1'])
      expect(() => port(bad), bad).toThrow();
  });

  it('lists and pairs gather what is given several times', () => {
    expect(collectList('c, d,', collectList('a,b'))).toEqual(['a', 'b', 'c', 'd']);
    expect(collectPairs('B=x=y', collectPairs('A='))).toEqual({ A: '', B: 'x=y' });
    expect(() => collectPairs('=x')).toThrow(InvalidArgumentError);
    expect(() => collectPairs('x')).toThrow(InvalidArgumentError);
  });
});
