import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { readEnvelope } from './envelope.ts';
import { readMessage } from './message.ts';

function codeOf(text: string): string {
  try {
    readEnvelope(Buffer.from(text));
    return 'ok';
  } catch (error) {
    return error instanceof AppError ? `${error.code} ${error.data?.fault}` : String(error);
  }
}

describe('readEnvelope', () => {
  it('TR-16: takes requests, notifications and responses', () => {
    expect(codeOf('{"jsonrpc":"2.0","id":1,"method":"m"}')).toBe('ok');
    expect(codeOf(' {"jsonrpc":"2.0","method":"m","params":{},"extra":1} ')).toBe('ok');
    expect(codeOf('{"jsonrpc":"2.0","id":"a","error":{}}')).toBe('ok');
  });

  it('TR-16: says what is wrong, as data and not in words', () => {
    expect(codeOf('[]')).toBe('invalid_request array');
    expect(codeOf('{"jsonrpc":2.0,"method":"m"}')).toBe('invalid_request jsonrpc');
    expect(codeOf('{"jsonrpc":"2.0","method":null}')).toBe('invalid_request method');
    expect(codeOf('{"jsonrpc":"2.0","id":1,"method":"m","Params":{}}')).toBe(
      'invalid_request member_case',
    );
    expect(codeOf('{"jsonrpc":"2.0","jsonrpc":"2.0","method":"m"}')).toBe(
      'invalid_request duplicate',
    );
    expect(codeOf('{"jsonrpc":"2.0","method":"m"')).toBe('parse_error syntax');
  });

  it('TR-18: measures a string id without its escapes', () => {
    const escaped = '\\u0061'.repeat(256);
    expect(codeOf(`{"jsonrpc":"2.0","id":"${escaped}","method":"m"}`)).toBe('ok');
    expect(codeOf(`{"jsonrpc":"2.0","id":"${escaped}b","method":"m"}`)).toBe('invalid_request id');
    expect(codeOf(`{"jsonrpc":"2.0","id":"${'ä'.repeat(129)}","method":"m"}`)).toBe(
      'invalid_request id',
    );
  });

  it('a method is read without its escapes, and there is none in a response', () => {
    const methodOf = (text: string) => {
      const body = Buffer.from(text);
      return readMessage(body, readEnvelope(body)).method;
    };
    expect(methodOf('{"jsonrpc":"2.0","id":1,"method":"p\\u0069ng"}')).toBe('ping');
    expect(methodOf('{"jsonrpc":"2.0","id":1,"method":"tools\\/call"}')).toBe('tools/call');
    expect(methodOf('{"jsonrpc":"2.0","id":1,"result":null}')).toBe('');
  });
});
