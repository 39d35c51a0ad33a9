import { expect, it } from 'vitest';
import { readBody, showShape } from './row-body.ts';

it('shows the structure of arguments with names quoted and types not', () => {
  const shape = { path: 'string', tags: ['string'], at: { x: 'number', none: [] }, empty: {} };
  expect(showShape(shape)).toBe(
    '{\n  "path": string,\n  "tags": [ string ],\n  "at": {\n    "x": number,\n    "none": []\n  },\n  "empty": {}\n}',
  );
});

it('reads what was kept of arguments', () => {
  const args = { hmac: 'ab', bytes: 13, shape: { path: 'string' }, captured: true };
  expect(readBody(JSON.stringify({ args })).args).toEqual({
    hmac: 'ab',
    bytes: 13,
    shape: '{\n  "path": string\n}',
    captured: true,
  });
  expect(readBody('{"args":{"hmac":"ab","bytes":2}}').args?.shape).toBeNull();
  expect(readBody('{}').args).toBeNull();
});

it('names everything else that a row says, whatever later versions add', () => {
  const body = { v: 1, kind: 'x', client: 'a', lines: ['+ one'], count: 3, note: 'text' };
  expect(readBody(JSON.stringify(body)).rest).toEqual([
    { name: 'lines', text: '[\n "+ one"\n]' },
    { name: 'count', text: '3' },
    { name: 'note', text: 'text' },
  ]);
});

it.each(['', '{', 'null', '[1]', '7'])('survives the text %j', (text) => {
  expect(() => readBody(text)).not.toThrow();
});
