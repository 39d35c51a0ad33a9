import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { showHostileLine } from '../shared/hostile-characters.ts';
import { rowJson, rowText } from './commands/audit-row.ts';
import { Output, table } from './output.ts';
import type { Terminal } from './terminal.ts';

function terminalWith(stdout: Writable): Terminal {
  const rest = { stdin: new PassThrough(), stderr: new PassThrough() };
  return { ...rest, stdout, env: {}, cwd: '/', home: '/', platform: 'linux' };
}

describe('output', () => {
  it('waits for a slow reader, so that large output goes out whole', async () => {
    let received = 0;
    const slow = new Writable({
      highWaterMark: 1_000,
      write: (chunk: Buffer, _encoding, done) => {
        received += chunk.length;
        setImmediate(done);
      },
    });
    const output = new Output(terminalWith(slow), false);
    for (let line = 0; line < 500; line++) {
      await output.line('x'.repeat(999));
      expect(slow.writableLength).toBeLessThan(2_000);
    }
    await new Promise<void>((resolve) => slow.end(resolve));
    expect(received).toBe(500_000);
  });

  it('AD-14: names from elsewhere cannot move the cursor or reorder a line', () => {
    expect(showHostileLine('a\u001b[2Jb\nc\u202ed')).toBe('a\\u{1B}[2Jb\\u{A}c\\u{202E}d');
    const text = table(['NAME'], [['evil\nfake  row']]);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('a row as JSON holds the hashed body byte for byte', () => {
    const body = '{"v":1,"n":9007199254740993,"f":1.0}';
    const line = rowJson({ seq: 7, hash: 'ab', body });
    expect(line).toBe(`{"seq":7,"hash":"ab","body":${body}}`);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  it('P-70 AD-14: a row is one line, whatever it holds', () => {
    const body = JSON.stringify({
      at_us: 1_767_225_600_000_000,
      kind: 'call.denied',
      client: 'a',
      item: 'x\ny\u001b[31m',
    });
    const line = rowText({ seq: 1, hash: '', body });
    expect(line).toBe('1  2026-01-01T00:00:00.000Z  call.denied  a x\\u{A}y\\u{1B}[31m');
  });
});
