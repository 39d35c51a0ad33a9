import { expect, it } from 'vitest';
import { createLineReader } from './line-reader.ts';

function reader(maxBytes: number) {
  const lines: string[] = [];
  let overflows = 0;
  const read = createLineReader({
    maxBytes: () => maxBytes,
    onLine: (line) => lines.push(line),
    onOverflow: () => overflows++,
  });
  return { read, lines, overflows: () => overflows };
}

it('joins chunks that cut a line, and a character, anywhere', () => {
  const bytes = Buffer.from('{"a":"ä"}\n\n{"b":"€"}\nrest');
  const { read, lines } = reader(100);
  for (const byte of bytes) read(Buffer.from([byte]));
  expect(lines).toEqual(['{"a":"ä"}', '', '{"b":"€"}']);
});

it('ends at a line over the limit, and reads nothing after it', () => {
  const { read, lines, overflows } = reader(4);
  read(Buffer.from('abcd\nabc'));
  read(Buffer.from('de\nx\n'));
  read(Buffer.from('y\n'));
  expect(lines).toEqual(['abcd']);
  expect(overflows()).toBe(1);
});
