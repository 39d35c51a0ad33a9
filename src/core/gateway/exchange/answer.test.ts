import { describe, expect, it } from 'vitest';
import { joinedBytes } from '../../json/parts.ts';
import { statelessResult } from './answer.ts';

const stateless = (method: string, result: string) =>
  joinedBytes(statelessResult(method, Buffer.from(result))).toString();

describe('a result for the stateless era', () => {
  it('gets its type in front; every other byte stays', () => {
    expect(stateless('tools/call', '{"n":1.0 ,"x":[]}')).toBe(
      '{"resultType":"complete","n":1.0 ,"x":[]}',
    );
    expect(stateless('tools/call', '{ }')).toBe('{"resultType":"complete" }');
  });

  it('keeps the type that it has, and is not fooled by one further in', () => {
    const typed = '{"content":[],"resultType":"task"}';
    expect(stateless('tools/call', typed)).toBe(typed);
    expect(stateless('tools/call', '{"x":{"resultType":"task"}}')).toBe(
      '{"resultType":"complete","x":{"resultType":"task"}}',
    );
  });

  it('PO-16: says how long and by whom it may be cached: by nobody else, whatever the server says', () => {
    expect(stateless('resources/read', '{"contents":[]}')).toBe(
      '{"resultType":"complete","ttlMs":0,"cacheScope":"private","contents":[]}',
    );
    expect(
      stateless('resources/read', '{"resultType":"complete","ttlMs":5,"cacheScope":"public"}'),
    ).toBe('{"resultType":"complete","ttlMs":5,"cacheScope":"private"}');
    expect(stateless('resources/read', '{"ttlMs":5}')).toBe(
      '{"resultType":"complete","cacheScope":"private","ttlMs":5}',
    );
  });
  it('PO-16 UP-15: finds what a server hides behind an escape, and believes no question in a result', () => {
    const hidden = String.raw`{"contents":[],"cache\u0053cope":"public"}`;
    expect(stateless('resources/read', hidden)).toBe(
      String.raw`{"resultType":"complete","ttlMs":0,"contents":[],"cache\u0053cope":"private"}`,
    );
    expect(
      stateless('resources/read', '{"cacheScope":"public","resultType":"input_required"}'),
    ).toBe('{"ttlMs":0,"cacheScope":"private","resultType":"complete"}');
    expect(stateless('tools/call', String.raw`{"result\u0054ype":"input\u005frequired"}`)).toBe(
      String.raw`{"result\u0054ype":"complete"}`,
    );
  });
});
