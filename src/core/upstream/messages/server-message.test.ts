import { describe, expect, it } from 'vitest';
import { readServerMessage } from './server-message.ts';

const read = (text: string) => readServerMessage(Buffer.from(text));

describe('readServerMessage', () => {
  it('slices a result verbatim, whatever the order of members', () => {
    const result = '{ "n": 9007199254740993, "f": 1.0, "isError" : true }';
    for (const line of [
      `{"jsonrpc":"2.0","id":17,"result":${result}}`,
      ` {"result": ${result} ,"id":17,"jsonrpc":"2.0"} `,
    ]) {
      const message = read(line);
      expect(message).toMatchObject({ kind: 'reply', id: 17, reply: { isError: true } });
      if (message.kind !== 'reply' || message.reply.kind !== 'result') throw new Error('no result');
      expect(Buffer.from(message.reply.result).toString()).toBe(result);
    }
  });

  it('isError is a JSON true at the top of the result, nothing else', () => {
    for (const result of ['{"isError":false}', '{"isError":"true"}', '{"x":{"isError":true}}']) {
      expect(read(`{"id":1,"result":${result}}`)).toMatchObject({ reply: { isError: false } });
    }
  });

  it('slices an error with its code', () => {
    const message = read('{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"no"}}');
    expect(message).toMatchObject({ kind: 'reply', id: 3, reply: { kind: 'error', code: -32602 } });
  });

  it.each([
    '{"id":5,"result":[1]}',
    '{"id":5,"result":{},"error":{"code":1,"message":""}}',
    '{"id":5,"error":"oops"}',
    '{"id":5,"error":{"code":"1"}}',
    '{"id":5,"error":{"code":1.5}}',
    '{"id":5}',
    '{"jsonrpc":"2.0","id":5,"result":{"a":1,"a":2}}',
    '{"jsonrpc":"2.0","id":5,"result":{"a":}}',
    `{"jsonrpc":"2.0","id":5,"result":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    `{"result":${'['.repeat(20_000)}${']'.repeat(20_000)},"jsonrpc":"2.0","id":5}`,
  ])('P-58: %.50s fails the request that it was meant for, and throws nothing', (line) => {
    expect(read(line)).toEqual({ kind: 'faulty', id: 5 });
  });

  it.each([
    '{"id":"5","result":{}}',
    '{"id":5.5,"result":{}}',
    '{"id":-5,"result":{}}',
    '{"id":1e3,"result":{}}',
    '{"id":1234567890123456,"result":{}}',
    '{"id":null,"error":{"code":1,"message":""}}',
  ])('UP-14: %s answers nothing that we can have asked', (line) => {
    expect(read(line)).toEqual({ kind: 'stray' });
  });

  it.each([
    'Welcome!',
    '[]',
    '"text"',
    '{}',
    '{"method":5}',
    '{"method":"x","id":{}}',
    `{"method":"x","id":"${'i'.repeat(300)}"}`,
    '{"hello":"world"',
    '{"nested":{"id":5,"result":',
  ])('UP-13: %.40s is junk', (line) => {
    expect(read(line)).toEqual({ kind: 'junk' });
  });

  it('UP-13: a batch is none of our revisions, and tells which calls it was meant to answer', () => {
    const batch = '[{"id":5,"result":{}},{"method":"x"}, {"id":6,"result":[]}]';
    expect(read(batch)).toEqual({ kind: 'batch', ids: [5, 6] });
    expect(read('[{"method":"x"}]')).toEqual({ kind: 'junk' });
  });

  it('asks back only in the stateless era', () => {
    const line = Buffer.from('{"id":5,"result":{"resultType":"input_required","x":1.0}}');
    expect(readServerMessage(line)).toMatchObject({ reply: { kind: 'result', isError: false } });
    const modern = readServerMessage(line, true);
    expect(modern).toMatchObject({ id: 5, reply: { kind: 'input_required' } });
    const complete = Buffer.from('{"id":5,"result":{"resultType":"complete","isError":true}}');
    expect(readServerMessage(complete, true)).toMatchObject({
      reply: { kind: 'result', isError: true },
    });
  });

  it('keeps the id of a request and the token of a progress notification as they were written', () => {
    const asked = read('{"jsonrpc":"2.0","id":"a\\u0062","method":"ping"}');
    expect(asked).toMatchObject({ kind: 'request', method: 'ping' });
    if (asked.kind === 'request') expect(Buffer.from(asked.id).toString()).toBe('"a\\u0062"');
    const params = '{"progressToken":"p-17","progress":0.50}';
    const progress = read(`{"method":"notifications/progress","params":${params}}`);
    expect(progress).toMatchObject({ kind: 'notification', progressToken: '"p-17"' });
    if (progress.kind === 'notification' && progress.params !== null) {
      expect(Buffer.from(progress.params).toString()).toBe(params);
    }
  });
});
