import { describe, expect, it } from 'vitest';
import { LineFramer } from './line-framer.ts';

function framer(limitBytes: number) {
  const lines: string[] = [];
  const heads: string[] = [];
  const made = new LineFramer(limitBytes, {
    line: (bytes) => lines.push(Buffer.from(bytes).toString()),
    tooLong: (head) => heads.push(Buffer.from(head).toString()),
  });
  return { made, lines, heads, push: (text: string) => made.push(Buffer.from(text)) };
}

describe('LineFramer', () => {
  it('gives the same lines however the stream is cut', () => {
    const text = 'one\n\r\ntwo is längér\r\n\nthree\n{"rest":1}';
    const expected = ['one', '', 'two is längér', '', 'three'];
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const { made, lines } = framer(100);
      for (let at = 0; at < bytes.length; at += size) made.push(bytes.subarray(at, at + size));
      expect(lines).toEqual(expected);
    }
  });

  it('hands a line within one chunk on without a copy', () => {
    const chunk = Buffer.from('one\ntwo\n');
    const seen: Uint8Array[] = [];
    new LineFramer(100, { line: (bytes) => seen.push(bytes), tooLong: () => {} }).push(chunk);
    expect(seen.every((bytes) => bytes.buffer === chunk.buffer)).toBe(true);
  });

  it('UP-13 P-57: takes a line of the limit, refuses one byte more, and is silent afterwards', () => {
    const { push, lines, heads } = framer(10);
    push('0123456789\n');
    expect(lines).toEqual(['0123456789']);
    push('012345');
    push('6789x');
    expect(heads).toEqual(['012345']);
    push('\nnext\n');
    expect(lines).toHaveLength(1);
    expect(heads).toHaveLength(1);
  });

  it('UP-13: refuses a long line in the middle of a chunk, after those before it', () => {
    const { push, lines, heads } = framer(4);
    push('ok\ntoo long\nok\n');
    expect(lines).toEqual(['ok']);
    expect(heads).toEqual(['too long']);
  });

  it('gives nothing once it is closed, even within a chunk', () => {
    const lines: string[] = [];
    const made: LineFramer = new LineFramer(100, {
      line: (bytes) => {
        lines.push(Buffer.from(bytes).toString());
        made.close();
      },
      tooLong: () => {},
    });
    made.push(Buffer.from('one\ntwo\n'));
    expect(lines).toEqual(['one']);
  });
});
