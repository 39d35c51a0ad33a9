import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { joinedBytes, type Part } from '../../json/parts.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import { readCallParams, upstreamParams } from '../message/call-params.ts';
import { errorMessage, type Message, readMessage } from '../message/message.ts';
import { failureOf } from './call-failure.ts';
import { CallIds } from './call-id.ts';
import { markUnrecorded } from './outcome-unrecorded.ts';

function message(text: string): Message {
  const bytes = Buffer.from(text);
  return readMessage(bytes, scanJson(bytes, requestLimits));
}

const joined = (parts: Part[]) => joinedBytes(parts).toString();

describe('upstreamParams', () => {
  it('writes only the name and the progress token anew, wherever they stand', () => {
    const call = message(
      '{"id":1,"method":"tools/call","params":{"_meta":{"a":1.0,"progressToken":7},"x":{"deep":[1e400]},"name":"s__t","arguments":{"n":1E2}}}',
    );
    expect(joined(upstreamParams(call, readCallParams(call), 't', '"p-1"'))).toBe(
      '{"_meta":{"a":1.0,"progressToken":"p-1"},"x":{"deep":[1e400]},"name":"t","arguments":{"n":1E2}}',
    );
  });

  it('leaves everything as it is where nothing needs to change', () => {
    const params = '{ "name" : "t" , "arguments" : { } }';
    const call = message(`{"id":1,"method":"tools/call","params":${params}}`);
    expect(joined(upstreamParams(call, readCallParams(call), 't', null))).toBe(params);
    expect(Buffer.from(readCallParams(call).args).toString()).toBe('{ }');
  });

  it('refuses params without a name, or with arguments that are no object', () => {
    for (const params of [
      '{}',
      '{"name":1}',
      '{"name":"t","arguments":[]}',
      '{"name":"t","arguments":"x"}',
    ]) {
      expect(() => readCallParams(message(`{"id":1,"method":"m","params":${params}}`))).toThrow(
        AppError,
      );
    }
  });
});

describe('messages', () => {
  it('TR-18: an id is echoed with its type and its very text', () => {
    for (const id of ['7', '"7"', '"\\u0041"', '-0']) {
      expect(
        joined(errorMessage(message(`{"id":${id},"method":"m"}`).id, new AppError('limited'))),
      ).toContain(`"id":${id},`);
    }
  });

  it('tells requests, notifications and responses apart', () => {
    expect(message('{"id":1,"method":"m"}').kind).toBe('request');
    expect(message('{"method":"m"}').kind).toBe('notification');
    expect(message('{"id":1,"result":{}}').kind).toBe('response');
  });
});

describe('markUnrecorded', () => {
  it('adds the mark to _meta and touches nothing else', () => {
    const mark = (text: string) => Buffer.from(markUnrecorded(Buffer.from(text))).toString();
    expect(mark('{"content":[],"n":1.0}')).toBe(
      '{"_meta":{"lmcp/audit":"outcome_unrecorded"},"content":[],"n":1.0}',
    );
    expect(mark('{"_meta":{"a":1}}')).toBe('{"_meta":{"lmcp/audit":"outcome_unrecorded","a":1}}');
    expect(mark('{"_meta":{}}')).toBe('{"_meta":{"lmcp/audit":"outcome_unrecorded"}}');
    expect(mark('{}')).toBe('{"_meta":{"lmcp/audit":"outcome_unrecorded"}}');
  });
});

describe('failureOf', () => {
  it.each([
    ['cancelled', 'cancelled'],
    ['session_not_found', 'cancelled'],
    ['unreachable', 'cancelled'],
    ['unauthorized', 'revoked'],
  ] as const)('a call that ends as %s is %s, whether or not it was sent', (code, result) => {
    expect(failureOf(new AppError(code))).toMatchObject({ result, sent: 'none' });
    const sent = new AppError(code, undefined, { data: { sent: 'whole' } });
    expect(failureOf(sent)).toMatchObject({ result, sent: 'whole' });
  });

  it('keeps what the connection says of how far it got', () => {
    const data = { sent: 'partial', cause: 'upstream_died' };
    expect(failureOf(new AppError('upstream_unavailable', 'x', { data }))).toMatchObject({
      result: 'upstream_died',
      sent: 'partial',
    });
    expect(failureOf(new Error('?'))).toMatchObject({
      error: { code: 'internal' },
      result: 'not_sent',
      sent: 'none',
    });
  });
});

describe('CallIds', () => {
  it('are UUIDv7 of the given time, all different', () => {
    const ids = new CallIds();
    const made = Array.from({ length: 2_000 }, () => ids.next(1_763_700_000_123_456));
    expect(new Set(made).size).toBe(2_000);
    for (const id of made) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(1_763_700_000_123);
    }
  });
});
