import { describe, expect, it } from 'vitest';
import { keptByTurnover } from '../../test/helpers/kept-by-turnover.ts';
import { CellMap } from './cell-map.ts';

describe('CellMap', () => {
  it('finds what was set last under a key, until it is deleted', () => {
    const map = new CellMap<string, number>();
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect([...map.values()]).toEqual([3, 2]);
    expect(map.delete('a')).toBe(3);
    expect(map.delete('a')).toBeUndefined();
    expect([map.get('a'), map.get('b'), map.size]).toEqual([undefined, 2, 1]);
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
