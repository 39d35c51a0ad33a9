import { describe, expect, it } from 'vitest';
import { findHostile, showHostile, showHostileLine } from './hostile-characters.ts';

const kinds = (text: string) => findHostile(text).map(({ kind }) => kind);

describe('findHostile', () => {
  it('UP-8: names the kind of every hostile character', () => {
    expect(kinds('\u0000\u0007\r\u001b\u007f\u0085')).toEqual(Array(6).fill('control'));
    expect(kinds('\u202a\u202e\u2066\u2069\u200e\u061c')).toEqual(Array(6).fill('bidi'));
    expect(kinds('\u200b\u200c\u200d\u2060\ufeff')).toEqual(Array(5).fill('zero-width'));
    expect(kinds('\u{e0001}\u{e0041}\u{e007f}')).toEqual(Array(3).fill('tag'));
    expect(kinds('a\ufe0fb\ufe00c\u{e0100}')).toEqual(Array(3).fill('variation selector'));
    expect(kinds('\u00ad\u2028\u3164\ufffa\u180e\ud800')).toEqual([
      'invisible',
      'invisible',
      'invisible',
      'invisible',
      'invisible',
      'invisible',
    ]);
  });

  it('UP-8: ordinary text of any script and ordinary emoji pass', () => {
    for (const text of [
      'a\n\tb',
      'שלום עולם',
      'مرحبا',
      '日本語',
      'Ünïcödé',
      '😀 ⚠️ ❤️ 1️⃣ 👍🏽 🇩🇪',
      'e\u0301',
    ]) {
      expect(findHostile(text)).toEqual([]);
    }
  });

  it('a selector behind a selector carries data and is refused', () => {
    expect(kinds('⚠\ufe0f\ufe0f')).toEqual(['variation selector']);
    expect(kinds('1\ufe0f')).toEqual(['variation selector']);
  });

  it('stops at the limit and lists each character once', () => {
    expect(findHostile('\u0001\u0001\u0002\u0003', 2).map(({ shown }) => shown)).toEqual([
      '\\u{1}',
      '\\u{2}',
    ]);
  });

  it('showHostile escapes what is hostile and leaves the rest', () => {
    expect(showHostile('a\u001b[2Jb\u{e0041}\n⚠️')).toBe('a\\u{1B}[2Jb\\u{E0041}\n⚠️');
    expect(showHostileLine('a\u001bb\n⚠️\t')).toBe('a\\u{1B}b\\u{A}⚠️\\u{9}');
  });
});
