import { describe, expect, it } from 'vitest';
import { SseDecoder } from './sse-decoder.ts';

function decode(chunks: readonly (string | Buffer)[], limitBytes = 1_000) {
  const events: { type: string; data: string }[] = [];
  let tooLarge = 0;
  const decoder = new SseDecoder(limitBytes, {
    event: ({ type, data }) => events.push({ type, data: Buffer.from(data).toString() }),
    tooLarge: () => tooLarge++,
  });
  for (const chunk of chunks) decoder.push(Buffer.from(chunk));
  return { events, decoder, tooLarge: () => tooLarge };
}

const message = (data: string) => ({ type: 'message', data });

describe('SseDecoder', () => {
  it('keeps the bytes of data as they came', () => {
    const json = '{"n":9007199254740993, "f":1.0,"e":"é😀\\u0041"}';
    expect(decode([`data: ${json}\n\n`]).events).toEqual([message(json)]);
  });

  it('reads every line ending, types, comments and fields without a value', () => {
    const text =
      '\ufeff: hello\nevent: endpoint\r\ndata: /post\r\n\r\ndata:a\rdata: b\r\rdata\n\nevent: x\n\n: only a comment\n\nunknown: 1\ndata:  two\n\n';
    expect(decode([text]).events).toEqual([
      { type: 'endpoint', data: '/post' },
      message('a\nb'),
      message(''),
      message(' two'),
    ]);
  });

  it('yields the same whatever the chunks', () => {
    const text =
      'id: 7\r\nevent: e\r\ndata: {"a":\r\ndata: "é😀"}\r\n\r\nretry: 20\ndata: x\n\n\rdata: y\r\r';
    const bytes = Buffer.from(text);
    const whole = decode([bytes]).events;
    expect(whole).toEqual([{ type: 'e', data: '{"a":\n"é😀"}' }, message('x'), message('y')]);
    for (let size = 1; size < 8; size++) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(decode(chunks).events).toEqual(whole);
    }
  });

  it('an event that is not ended by an empty line is not delivered', () => {
    expect(decode(['data: a\n']).events).toEqual([]);
  });

  it('remembers where to go on and how long to wait', () => {
    const { decoder } = decode(['id: 41\nretry: 1500\ndata: a\n\ndata: b\n\n']);
    expect(decoder.lastEventId).toBe('41');
    expect(decoder.retryMs).toBe(1500);
  });

  it('UP-14: goes on behind the last event that came whole, not behind one that was cut', () => {
    const { decoder, events } = decode(['id: 1\ndata: a\n\nid: 2\ndata: {"an']);
    expect(events).toEqual([message('a')]);
    expect(decoder.lastEventId).toBe('1');
    decoder.push(Buffer.from('swer":1}\n\nid: 3\n\n'));
    expect(decoder.lastEventId).toBe('3');
  });

  it('takes no id that could not stand in a header, and no delay that is no number', () => {
    const { decoder } = decode(['id: 1\nid: a\u0007b\nid: é\nretry: -5\nretry: 1e3\ndata: a\n\n']);
    expect(decoder.lastEventId).toBe('1');
    expect(decoder.retryMs).toBeNull();
  });

  it('UP-11: stops at the limit, told once, whether the event is one line or many', () => {
    for (const chunks of [
      ['data: ', 'x'.repeat(600), 'x'.repeat(600), 'x'.repeat(600), '\n\ndata: later\n\n'],
      Array.from({ length: 20 }, () => `data: ${'x'.repeat(80)}\n`),
      ['data\n'.repeat(5_000)],
    ]) {
      const { events, tooLarge } = decode(chunks);
      expect(tooLarge()).toBe(1);
      expect(events).toEqual([]);
    }
  });

  it('the limit is for one event, not for the stream', () => {
    const { events, tooLarge } = decode(
      Array.from({ length: 50 }, () => [
        `data: ${'x'.repeat(400)}`,
        'x'.repeat(400),
        '\n\n',
      ]).flat(),
    );
    expect(events).toHaveLength(50);
    expect(tooLarge()).toBe(0);
  });

  it('reads many small lines of one chunk in linear time', () => {
    const startMs = performance.now();
    const { events } = decode(['data: x\n\n'.repeat(200_000)]);
    expect(events).toHaveLength(200_000);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
