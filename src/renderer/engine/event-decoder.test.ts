import { expect, it } from 'vitest';
import { createEventDecoder } from './event-decoder.ts';

function decode(pieces: readonly string[]): unknown[] {
  const events: unknown[] = [];
  const decoder = createEventDecoder((event) => events.push(event));
  for (const piece of pieces) decoder.push(piece);
  return events;
}

const stream = ': lmcp\n\nevent: servers.changed\ndata: {"id":"github"}\n\n: \n\n';

it('hands on an event wherever the stream was cut', () => {
  const expected = [{ event: 'servers.changed', data: { id: 'github' } }];
  for (let cut = 0; cut <= stream.length; cut += 1)
    expect(decode([stream.slice(0, cut), stream.slice(cut)])).toEqual(expected);
});

it('passes over names that it does not know, data that is no JSON, and what is not whole', () => {
  expect(
    decode([
      'event: weather.changed\ndata: {}\n\n',
      'event: servers.changed\ndata: {\n\n',
      'event: servers.changed\ndata: {"id":"a"}\n',
    ]),
  ).toEqual([]);
});
