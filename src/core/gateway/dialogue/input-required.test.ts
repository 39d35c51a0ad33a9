import { describe, expect, it } from 'vitest';
import { joinedBytes, type Part } from '../../json/parts.ts';
import {
  inputRequiredResult,
  inputResponses,
  paramsOfRound,
  readInputRequired,
  withState,
} from './input-required.ts';

const read = (value: string) => readInputRequired(Buffer.from(value));

describe('a result that asks before it goes on', () => {
  it('is read with its questions and the state of the server', () => {
    const { questions, state } = read(
      '{"resultType":"input_required","requestState":"é\\u0041","inputRequests":{"k":{"method":"elicitation/create","params":{"n":1.0}},"r":{"method":"roots/list"}}}',
    );
    expect(state).toBe('éA');
    expect(questions.map(({ key, method }) => [key, method])).toEqual([
      ['k', 'elicitation/create'],
      ['r', 'roots/list'],
    ]);
    expect(Buffer.from(questions[0]?.params ?? []).toString()).toBe('{"n":1.0}');
    expect(questions[1]?.params).toBeNull();
    expect(read('{"requestState":"x"}')).toEqual({ questions: [], state: 'x' });
  });

  it.each([
    '{}',
    '{"requestState":7}',
    '{"inputRequests":[]}',
    '{"inputRequests":{"k":{}}}',
    '{"inputRequests":{"k":"elicitation/create"}}',
    `{"inputRequests":{${Array.from({ length: 17 }, (_, n) => `"${n}":{"method":"roots/list"}`)}}}`,
  ])('UP-14: in no form of the specification it is 50200: %s', (value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'upstream_protocol' }));
  });

  it('is written with our own handle in place of the state', () => {
    const asked = read(
      '{"inputRequests":{"k":{"method":"m","params":{"n":1.0}},"r":{"method":"m"}}}',
    );
    expect(inputRequiredResult(asked.questions, 'ours').toString()).toBe(
      '{"resultType":"input_required","inputRequests":{"k":{"method":"m","params":{"n":1.0}},"r":{"method":"m","params":{}}},"requestState":"ours"}',
    );
    expect(inputRequiredResult([], 'ours').toString()).toBe(
      '{"resultType":"input_required","requestState":"ours"}',
    );
    const passed = (result: string) =>
      joinedBytes(withState(Buffer.from(result), 'ours')).toString();
    expect(passed('{"n":1.0 ,"requestState":"own","x":[]}')).toBe(
      '{"n":1.0 ,"requestState":"ours","x":[]}',
    );
    expect(passed('{"inputRequests":{}}')).toBe('{"requestState":"ours","inputRequests":{}}');
  });
});

describe('the params of the next round', () => {
  const params = [Buffer.from('{"name":"t","n":1.0,'), Buffer.from('"requestState":"handle"}')];
  const text = (parts: readonly Part[]) => joinedBytes(parts).toString();

  it("carry the server's own state and the answers; every other byte of a value stays", () => {
    const responses = inputResponses(new Map([['k', Buffer.from('{"f":2.0}')]]));
    expect(text(paramsOfRound(params, { responses, state: 'own' }))).toBe(
      '{"name":"t","n":1.0,"inputResponses":{"k":{"f":2.0}},"requestState":"own"}',
    );
  });

  it('carry no state where the server gave none, and the answers that the client itself gave', () => {
    const given = [Buffer.from('{"inputResponses":{"k":1},"requestState":"handle"}')];
    expect(text(paramsOfRound(given, { state: null }))).toBe('{"inputResponses":{"k":1}}');
  });
});
