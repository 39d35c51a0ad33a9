import { describe, expect, it } from 'vitest';
import { blockOf, isInBlock, movePlace } from './grid-move.ts';

const size = { rows: 3, columns: 4 };
const from = { row: 1, column: 1 };

describe('moving in the matrix', () => {
  it.each([
    ['ArrowUp', false, 0, 1],
    ['ArrowDown', false, 2, 1],
    ['ArrowLeft', false, 1, 0],
    ['ArrowRight', false, 1, 2],
    ['ArrowRight', true, 1, 3],
    ['Home', false, 1, 0],
    ['End', false, 1, 3],
    ['Home', true, 0, 0],
    ['End', true, 2, 3],
  ])('%s with mod %s leads to row %i, column %i', (key, mod, row, column) => {
    expect(movePlace(from, { key, mod }, size)).toEqual({ row, column });
  });

  it('stays inside, and leaves other keys alone', () => {
    expect(movePlace({ row: 0, column: 0 }, { key: 'ArrowUp', mod: false }, size)).toEqual({
      row: 0,
      column: 0,
    });
    expect(movePlace(from, { key: 'x', mod: false }, size)).toBeNull();
  });

  it('a block is every cell between two corners, whichever way it was drawn', () => {
    const corner = { row: 0, column: 2 };
    expect(blockOf(from, corner)).toHaveLength(4);
    expect(isInBlock({ row: 0, column: 1 }, corner, from)).toBe(true);
    expect(isInBlock({ row: 2, column: 1 }, corner, from)).toBe(false);
  });
});
