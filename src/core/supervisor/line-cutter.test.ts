import { describe, expect, it } from 'vitest';
import { LineCutter } from './line-cutter.ts';

/** The same, line by line. */
function expected(text: string, most: number): string {
  return text
    .split('\n')
    .map((line) => line.slice(0, most))
    .join('\n');
}

describe('LineCutter', () => {
  it('keeps the beginning of each line, wherever the chunks are cut', () => {
    const texts = [
      'short\n\nlines\n',
      `${'x'.repeat(30)}\nafter\n`,
      `before\n${'x'.repeat(30)}`,
      `12345678\n123456789\n1234567\n${'y'.repeat(99)}\n\n${'z'.repeat(8)}`,
    ];
    for (const text of texts) {
      for (let size = 1; size <= text.length; size++) {
        const cutter = new LineCutter(8);
        const kept: Buffer[] = [];
        for (let at = 0; at < text.length; at += size)
          kept.push(...cutter.cut(Buffer.from(text.slice(at, at + size))));
        expect(Buffer.concat(kept).toString(), `${text} by ${size}`).toBe(expected(text, 8));
        expect(cutter.endsLine()).toBe(text.endsWith('\n'));
      }
    }
  });

  it('hands a chunk without a long line on as it is', () => {
    const chunk = Buffer.from('a\nb\nc'.repeat(20));
    expect(new LineCutter(8).cut(chunk)).toEqual([chunk]);
  });
});
