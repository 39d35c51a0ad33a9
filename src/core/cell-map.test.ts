import { describe, expect, it } from 'vitest';
import { keptByTurnover } from '../../test/helpers/kept-by-turnover.ts';
import { CellMap } from './cell-map.ts';

describe('CellMap', () => {
  it('finds what was set last under a key, until it is deleted', () => {
    const map = new CellMap<string, object>();
    const [one, two, three] = [{}, {}, {}];
    map.set('a', one);
    map.set('b', two);
    map.set('a', three);
    expect(map.get('a')).toBe(three);
    expect(map.values()).toHaveLength(2);
    expect(map.values()[0]).toBe(three);
    expect(map.delete('a')).toBe(three);
    expect(map.delete('a')).toBeUndefined();
    expect(map.get('a')).toBeUndefined();
    expect(map.get('b')).toBe(two);
    expect(map.size).toBe(1);
  });

  it('keeps nothing of what went, where a table of it has grown old', () => {
    const map = new CellMap<number, object>();
    let key = 0;
    const kept = keptByTurnover((item) => {
      const own = key++;
      map.set(own, item);
      return () => map.delete(own);
    });
    expect(kept).toBeLessThan(0.05);
  });
});
