import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { StderrRing } from './stderr-ring.ts';

const ringBytes = 256 * 1024;

function ring() {
  const clock = new FakeClock();
  const made = new StderrRing(clock);
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 * 1024 });
  made.attach(stream);
  const write = async (text: string | Buffer) => {
    stream.write(text);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, made, stream, write };
}

describe('StderrRing', () => {
  it('SU-11: keeps what was written, over several starts', async () => {
    const { made, write } = ring();
    await write('one\n');
    const second = new PassThrough();
    made.attach(second);
    second.write('two\n');
    await write('');
    expect(made.text()).toBe('one\ntwo\n');
  });

  it('SU-11: keeps the last 256 KiB, whatever the sizes of the writes', async () => {
    for (const size of [1_000, 65_536, ringBytes - 1, ringBytes, ringBytes + 1, 3 * ringBytes]) {
      const { made, write } = ring();
      let all = '';
      for (let round = 0; all.length < 3 * ringBytes; round++) {
        const text = `${round}:`.padEnd(size, 'abcdefghijklmnopqrstuvwxyz');
        all += text;
        await write(text);
      }
      expect(made.text()).toBe(all.slice(-ringBytes));
    }
  });

  it('SU-11: terminal sequences go, what deceives the eye is escaped', async () => {
    const { made, write } = ring();
    await write(
      '\u001b[31mred\u001b[0m \u001b]0;title\u0007 a\u202eb\u200b\u{e0041}\u0000\r\nتم 👍\n',
    );
    expect(made.text()).toBe('red  a\\u{202E}b\\u{200B}\\u{E0041}\\u{0}\nتم 👍\n');
  });

  it('P-76 SU-11: a flood is made to wait for the next second', async () => {
    const { clock, made, stream, write } = ring();
    await write(Buffer.alloc(64 * 1024 * 1024, 'x'));
    expect(stream.isPaused()).toBe(false);
    await write('over');
    expect(stream.isPaused()).toBe(true);
    await write('later');
    expect(made.text().endsWith('over')).toBe(true);
    clock.advance(1_000);
    await write('');
    expect(made.text().endsWith('overlater')).toBe(true);
  });
});
