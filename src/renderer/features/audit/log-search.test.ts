import { describe, expect, it } from 'vitest';
import { testRow } from '../../../../test/helpers/audit-row-view.ts';
import {
  isNarrowed,
  isOpenEnded,
  matchesFilter,
  readSearch,
  toCountFilter,
  toRowFilter,
  writeSearch,
} from './log-search.ts';

const nowMs = new Date(2026, 10, 21, 14, 32, 19).getTime();
const read = (text: string) => readSearch(new URLSearchParams(text));

describe('filters and the address', () => {
  it.each([
    '',
    'range=all',
    'from=100&to=200',
    'decision=refused&kind=call.denied&client=vscode&server=files&tool=a%2Fb&session=5f&call=01&q=%26%23',
  ])('%j is read and written the same', (text) => {
    expect(writeSearch(read(text)).toString()).toBe(text);
  });

  it('passes over what is not understood, and what holds anyway', () => {
    expect(writeSearch(read('range=never&from=-1&to=x&decision=maybe&client=')).toString()).toBe(
      '',
    );
    expect(writeSearch(read('range=24h&from=5')).toString()).toBe('from=5');
  });

  it('knows whether anything but the time is filtered by, and whether new rows can match', () => {
    expect(isNarrowed(read('range=7d'))).toBe(false);
    expect(isNarrowed(read('q=x'))).toBe(true);
    expect(isOpenEnded(read('from=5'), nowMs)).toBe(true);
    expect(isOpenEnded(read(`to=${nowMs * 1_000}`), nowMs)).toBe(false);
  });
});

describe('what the engine is asked', () => {
  it('lists one row for each call of a range that ends now; counting ends with the minute', () => {
    const search = read('client=vscode&tool=read_file&decision=denied');
    const subject = { client: 'vscode', item: 'read_file', decision: 'deny' };
    const fromUs = new Date(2026, 10, 21, 13, 33).getTime() * 1_000;
    const toUs = new Date(2026, 10, 21, 14, 33).getTime() * 1_000;
    expect(toRowFilter(search, nowMs)).toEqual({ ...subject, fromUs, rows: 'decisions' });
    expect(toCountFilter(search, nowMs)).toEqual({ ...subject, fromUs, toUs });
  });

  it('takes the times that a person chose, or none', () => {
    expect(toCountFilter(read('from=5&to=9&range=all'), nowMs)).toEqual({ fromUs: 5, toUs: 9 });
    expect(toCountFilter(read('range=all'), nowMs)).toEqual({});
    expect(toRowFilter(read('range=all&decision=refused&call=01'), nowMs)).toEqual({
      refused: true,
      callId: '01',
      rows: 'decisions',
    });
  });
});

describe('rows that are announced', () => {
  const denied = testRow(7, { kind: 'call.denied', decision: 'deny', code: -32011, client: 'a' });
  const failed = testRow(8, { kind: 'call.outcome', code: -32603, parentSeq: 6 });
  const ended = testRow(9, { kind: 'call.outcome', parentSeq: 5 });

  it('match as the query would', () => {
    expect(matchesFilter(denied, { client: 'a', decision: 'deny' })).toBe(true);
    expect(matchesFilter(denied, { client: 'b' })).toBe(false);
    expect(matchesFilter(denied, { fromUs: 7, toUs: 8 })).toBe(true);
    expect(matchesFilter(denied, { toUs: 7 })).toBe(false);
    expect(matchesFilter(denied, { fromUs: 8 })).toBe(false);
    expect(matchesFilter(testRow(1, { body: '{"a":"Über_x%"}' }), { text: 'ER_X%' })).toBe(true);
    expect(matchesFilter(denied, { text: 'elsewhere' })).toBe(false);
  });

  it('are calls, not their outcomes, unless what failed is asked for', () => {
    expect([denied, failed, ended].map((row) => matchesFilter(row, {}))).toEqual([
      true,
      false,
      false,
    ]);
    expect([denied, failed, ended].map((row) => matchesFilter(row, { refused: true }))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
