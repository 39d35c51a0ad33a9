import { describe, expect, it } from 'vitest';
import { compareTexts } from './diff-lines.ts';

describe('compareTexts', () => {
  it('numbers each line in the text that it belongs to', () => {
    const lines = compareTexts('a\nb\nc\n', 'a\nx\ny\nc\n');
    expect(lines.map(({ kind, number }) => `${kind} ${number}`)).toEqual([
      'same 1',
      'removed 2',
      'added 2',
      'added 3',
      'same 4',
    ]);
  });

  it('marks the words that changed, and no others', () => {
    const [removed, added] = compareTexts('Returns the number.', 'Returns the number and its URL.');
    expect(removed?.pieces.filter((piece) => piece.changed)).toEqual([]);
    expect(added?.pieces.filter((piece) => piece.changed).map(({ text }) => text)).toEqual([
      ' and its URL',
    ]);
  });

  it('UP-8: shows a character that hides as an escape of its own', () => {
    const [, added] = compareTexts('safe', 'safe\u200b');
    expect(added?.pieces.filter((piece) => piece.hidden)).toEqual([
      { text: '\\u{200B}', changed: true, hidden: true },
    ]);
  });

  it('answers for long lines without comparing them word by word', () => {
    const lines = compareTexts('a '.repeat(50_000), 'b '.repeat(50_000));
    expect(lines.map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });
});
