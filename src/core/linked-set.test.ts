import { describe, expect, it } from 'vitest';
import { keptByTurnover } from '../../test/helpers/kept-by-turnover.ts';
import { LinkedSet } from './linked-set.ts';

describe('LinkedSet', () => {
  it('holds items in the order of adding, and each once it is taken out no more', () => {
    const set = new LinkedSet<string>();
    const first = set.add('a');
    const second = set.add('b');
    const third = set.add('c');
    second.remove();
    expect([...set]).toEqual(['a', 'c']);
    second.remove();
    expect(set.size).toBe(2);
    first.remove();
    set.add('d');
    expect([...set]).toEqual(['c', 'd']);
    third.remove();
    expect([...set]).toEqual(['d']);
    expect(second).toMatchObject({ item: null, before: null, after: null });
  });

  it('may be changed while it is gone through', () => {
    const set = new LinkedSet<number>();
    const links = [1, 2, 3].map((item) => set.add(item));
    const seen: number[] = [];
    for (const item of set) {
      seen.push(item);
      for (const link of links) link.remove();
      set.add(4);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(set.size).toBe(3);
  });

  it('keeps nothing of what went, where a table of it has grown old', () => {
    const set = new LinkedSet<object>();
    const kept = keptByTurnover((item) => {
      const link = set.add(item);
      return () => link.remove();
    });
    expect(kept).toBeLessThan(0.05);
  });
});
