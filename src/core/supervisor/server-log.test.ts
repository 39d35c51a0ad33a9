import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { ServerLog } from './server-log.ts';

const ringBytes = 256 * 1024;

function log() {
  const clock = new FakeClock();
  const told = { times: 0 };
  const made = new ServerLog(clock, () => {
    told.times++;
  });
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 * 1024 });
  made.attach(stream);
  const write = async (text: string | Buffer) => {
    stream.write(text);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const texts = (after: number | null = null) =>
    made.read(after, 10_000).lines.map(({ text }) => text);
  return { clock, made, stream, write, texts, told };
}

describe('ServerLog', () => {
  it('SU-11: keeps what was written, over several starts', async () => {
    const { made, write, texts } = log();
    await write('one\n');
    const second = new PassThrough();
    made.attach(second);
    second.write('two\n');
    await write('');
    expect(texts()).toEqual(['one', 'two']);
  });

  it('SU-11: keeps the last 256 KiB, whatever the sizes of the writes', async () => {
    for (const size of [1_000, 8_000, 65_536]) {
      const { made, write } = log();
      const all: string[] = [];
      for (let round = 0; round * size < 3 * ringBytes; round++) {
        const line = `${round}:`.padEnd(999, 'x');
        const text = `${line}\n`.repeat(size / 1_000);
        all.push(...text.split('\n').slice(0, -1));
        await write(text);
      }
      const { lines, keptBytes } = made.read(null, 10_000);
      expect(keptBytes).toBe(ringBytes);
      expect(lines.map(({ text }) => text)).toEqual(all.slice(-lines.length));
      expect(lines.length).toBe(Math.floor(ringBytes / 1_000));
    }
  });

  it('SU-11: terminal sequences go, what deceives the eye is escaped', async () => {
    const { write, texts } = log();
    await write(
      '\u001b[31mred\u001b[0m \u001b]0;title\u0007 a\u202eb\u200b\u{e0041}\u0000\r\nتم 👍\n',
    );
    expect(texts()).toEqual(['red  a\\u{202E}b\\u{200B}\\u{E0041}\\u{0}', 'تم 👍']);
  });

  it('P-76 SU-11: a flood is made to wait for the next second', async () => {
    const { clock, stream, write, texts } = log();
    await write(Buffer.alloc(64 * 1024 * 1024, 'x'));
    expect(stream.isPaused()).toBe(false);
    await write('\nover');
    expect(stream.isPaused()).toBe(true);
    await write('later');
    expect(texts().at(-1)).toBe('over');
    clock.advance(1_000);
    await write('');
    expect(texts().at(-1)).toBe('overlater');
  });

  it('goes on where the last reading ended, and shows an unfinished line again', async () => {
    const { made, write } = log();
    await write('one\ntw');
    const first = made.read(null, 100);
    expect(first.lines.map(({ text }) => text)).toEqual(['one', 'tw']);
    expect(made.read(first.next, 100)).toMatchObject({
      lines: [{ seq: 4, text: 'tw' }],
      gap: false,
    });
    await write('o\nthree\n');
    const second = made.read(first.next, 1);
    expect(second.lines).toMatchObject([{ seq: 4, text: 'two' }]);
    expect(made.read(second.next, 100)).toMatchObject({ lines: [{ text: 'three' }], next: 14 });
    expect(made.read(14, 100)).toMatchObject({ lines: [], next: 14 });
  });

  it('says when lines were lost between two readings', async () => {
    const { made, write } = log();
    await write('one\n');
    const { next } = made.read(null, 100);
    await write(`${'x'.repeat(999)}\n`.repeat(300));
    const { gap, lines } = made.read(next, 1_000);
    expect(gap).toBe(true);
    expect(lines[0]?.text).toBe('x'.repeat(999));
  });

  it('tells its own lines from the server’s, each with its time', async () => {
    const { clock, made, write, told } = log();
    made.note('Started, pid 7');
    await write('FATAL no newline');
    clock.advance(2_000);
    made.note('It exited with code 1');
    const { lines } = made.read(null, 100);
    expect(lines.map(({ own, text }) => [own, text])).toEqual([
      [true, 'Started, pid 7'],
      [false, 'FATAL no newline'],
      [true, 'It exited with code 1'],
    ]);
    expect((lines[2]?.atUs ?? 0) - (lines[1]?.atUs ?? 0)).toBe(2_000_000);
    expect(told.times).toBeGreaterThanOrEqual(3);
  });

  it('EL-12: a line of a megabyte is shown by its beginning, and what stood before it stays', async () => {
    const { made, write, texts } = log();
    made.note('Started, pid 7');
    for (let part = 0; part < 16; part++) await write('y'.repeat(65_536));
    expect(texts()).toEqual(['Started, pid 7', `${'y'.repeat(8_192)}…`]);
    await write('\nand on\n');
    expect(texts()).toEqual(['Started, pid 7', `${'y'.repeat(8_192)}…`, 'and on']);
  });
});
