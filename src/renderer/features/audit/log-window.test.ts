import { describe, expect, it } from 'vitest';
import { testRow, testRows } from '../../../../test/helpers/audit-row-view.ts';
import {
  addNewer,
  addOlder,
  arrive,
  countRows,
  joinOutcomes,
  type LogWindow,
  mostRows,
  openWindow,
  release,
} from './log-window.ts';

const seqs = (window: LogWindow | null) => window?.rows.map(({ seq }) => seq);
const down = (from: number, to: number) =>
  testRows(...Array.from({ length: from - to + 1 }, (_, index) => from - index));
const up = (from: number, to: number) => down(to, from).reverse();
const opened = (from: number, to: number) => openWindow({ rows: down(from, to), next: to });

it('counts the rows that match, and says when there may be more', () => {
  expect(countRows(openWindow({ rows: down(5, 3), next: null }))).toBe('3 rows');
  expect(countRows(openWindow({ rows: down(5, 5), next: null }))).toBe('1 row');
  expect(countRows({ ...opened(5, 3), above: 2_000 })).toBe('2,003+ rows');
});

describe('live rows', () => {
  it('stand before the others, each once, newest first', () => {
    const window = arrive(opened(5, 3), testRows(4, 5, 6, 7), false);
    expect(seqs(window)).toEqual([7, 6, 5, 4, 3]);
    expect(window.olderFrom).toBe(3);
  });

  it('wait while they are held, and come in order', () => {
    let window = arrive(opened(5, 4), testRows(6), true);
    window = arrive(window, testRows(6, 7), true);
    // Nothing overtakes what waits.
    window = arrive(window, testRows(8), false);
    expect(seqs(window)).toEqual([5, 4]);
    expect(window.fresh).toBe(3);
    const shown = release(window);
    expect(seqs(shown)).toEqual([8, 7, 6, 5, 4]);
    expect(shown?.fresh).toBe(0);
  });

  it('are counted where too many wait, and then read again', () => {
    const window = arrive(opened(5, 4), up(6, 700), true);
    expect(window.fresh).toBe(695);
    expect(window.held.length).toBeLessThanOrEqual(500);
    expect(release(window)).toBeNull();
  });

  it('push the oldest out at the limit, from where older pages begin then', () => {
    const window = arrive(opened(mostRows, 1), up(mostRows + 1, mostRows + 10), false);
    expect(window.rows).toHaveLength(mostRows);
    expect(window.rows.at(-1)?.seq).toBe(11);
    expect(window.olderFrom).toBe(11);
  });
});

describe('pages', () => {
  it('go on at the older end until there is none', () => {
    const window = addOlder(opened(9, 7), { rows: down(6, 4), next: null });
    expect(seqs(window)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(window.olderFrom).toBeNull();
  });

  it('give up the newest beyond the limit and keep their room, so that nothing moves', () => {
    const full = opened(3_000, 3_001 - mostRows);
    const window = addOlder(full, { rows: down(3_000 - mostRows, 901), next: 901 });
    expect(window.above).toBe(100);
    expect(window.rows[0]?.seq).toBe(2_900);
    // Place and number of a row stay the same.
    expect(window.above + window.rows.findIndex(({ seq }) => seq === 2_000)).toBe(1_000);
    const live = arrive(window, testRows(3_001), false);
    expect(live.rows).toBe(window.rows);
    expect(live.fresh).toBe(1);
    expect(release(live)).toBeNull();
  });

  it('fill that room again from the older end', () => {
    const window: LogWindow = { ...opened(10, 5), above: 6 };
    const nearer = addNewer(window, { rows: testRows(11, 12, 13), next: 13 });
    expect(seqs(nearer)?.slice(0, 4)).toEqual([13, 12, 11, 10]);
    expect(nearer.above).toBe(3);
    const head = addNewer(
      { ...nearer, held: testRows(17, 15), fresh: 2 },
      { rows: testRows(14, 15, 16), next: null },
    );
    expect(head.above).toBe(0);
    expect(head.held.map(({ seq }) => seq)).toEqual([17]);
    expect(seqs(release(head))?.slice(0, 3)).toEqual([17, 16, 15]);
  });

  it('end in a gap where the log grew meanwhile', () => {
    const window: LogWindow = { ...opened(10, 5), above: 2 };
    const filled = addNewer(window, { rows: testRows(11, 12, 13), next: 13 });
    expect(filled.above).toBe(0);
    expect(release(filled)).toBeNull();
  });
});

it('an outcome is joined with its call, whether that is shown or waits', () => {
  const outcome = testRow(9, { kind: 'call.outcome', parentSeq: 5, result: 'ok', durationUs: 70 });
  const late = testRow(10, { kind: 'call.outcome', parentSeq: 8, result: 'timeout', code: -32001 });
  const held = arrive(opened(5, 4), testRows(8), true);
  const window = joinOutcomes(held, [outcome, late]);
  expect(window.rows[0]?.outcome).toMatchObject({ seq: 9, result: 'ok', durationUs: 70 });
  expect(window.rows[1]?.outcome).toBeNull();
  expect(window.held[0]?.outcome).toMatchObject({ result: 'timeout', code: -32001 });
});
