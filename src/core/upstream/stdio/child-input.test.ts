import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { ChildInput, lineBytes } from './child-input.ts';

/** A child that reads when it is told to. */
function reluctant() {
  const got: string[] = [];
  let go: (() => void) | null = null;
  const stdin = new Writable({
    highWaterMark: 16_384,
    decodeStrings: false,
    write(chunk: string | Buffer, encoding, done) {
      got.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding).toString() : `${chunk}`);
      go = done;
    },
  });
  const read = () => {
    const done = go;
    go = null;
    done?.();
  };
  return { stdin, got, read };
}

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve));

describe('what is written to a child', () => {
  it('goes out together at the end of the turn, text and bytes in their order', async () => {
    const { stdin, got } = reluctant();
    const input = new ChildInput(stdin, systemClock);
    input.write(['{"a":', Buffer.from('"é"'), '}']);
    input.write(['{"b":\n1}']);
    expect(got).toEqual([]);
    await nextTick();
    expect(got).toEqual(['{"a":"é"}\n{"b": 1}\n']);
  });

  it('is ahead of a large message that follows, which fits whatever its size', async () => {
    const { stdin, got, read } = reluctant();
    const input = new ChildInput(stdin, systemClock);
    input.write(['{"small":1}']);
    const large = ['{"x":"', Buffer.alloc(2_000_000, 'x'), '"}'];
    expect(input.hasRoom(lineBytes(large))).toBe(true);
    input.write(large);
    for (let turn = 0; turn < 6; turn++) {
      await nextTick();
      read();
    }
    expect(got.join('')).toBe(`{"small":1}\n{"x":"${'x'.repeat(2_000_000)}"}\n`);
  });

  it('SU-10: a flood in one turn is held to the limit, and what waited follows when the child reads', async () => {
    const { stdin, read } = reluctant();
    const input = new ChildInput(stdin, systemClock);
    const message = [`"${'x'.repeat(10_000)}"`];
    let written = 0;
    while (input.hasRoom(lineBytes(message)) && written < 1_000) {
      input.write(message);
      written++;
    }
    expect(written * lineBytes(message)).toBeLessThanOrEqual(1_048_576);
    expect(written).toBeGreaterThan(90);
    let hasRoom = false;
    input.whenRoom(
      lineBytes(message),
      () => {
        hasRoom = true;
      },
      () => undefined,
    );
    for (let turn = 0; turn < 1_000 && !hasRoom; turn++) {
      read();
      await nextTick();
    }
    expect(hasRoom).toBe(true);
  });

  it('how far a message got is known while it is gathered, waits and is through', async () => {
    const { stdin, read } = reluctant();
    const input = new ChildInput(stdin, systemClock);
    const message = ['{"a":1}'];
    const written = { startBytes: input.queuedBytes, endBytes: lineBytes(message) };
    input.write(message);
    expect(input.sent(written)).toBe('none');
    await nextTick();
    expect(input.sent(written)).toBe('none');
    read();
    await nextTick();
    expect(input.sent(written)).toBe('whole');
  });
});
