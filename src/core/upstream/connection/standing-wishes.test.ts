import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { joinedBytes } from '../../json/parts.ts';
import type { Era, ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { type ListenFilter, StandingWishes } from './standing-wishes.ts';

const result: UpstreamReply = { kind: 'result', result: Buffer.from('{"x":1}'), isError: false };
const refusal: UpstreamReply = { kind: 'error', code: -32_602, error: Buffer.from('{}') };

function facts(era: Era): ServerFacts {
  const capabilities = {
    tools: { listChanged: true },
    prompts: {},
    resources: { subscribe: true },
  };
  const said = { protocolVersion: '', capabilityBytes: Buffer.from('{}'), instructions: '' };
  return { era, capabilities, ...said, name: '', version: '' };
}

/** A server that keeps what it is told. */
function server(answer = result) {
  const asked: string[] = [];
  const filters: (ListenFilter | null)[] = [];
  const levels: (string | null)[] = [];
  return {
    asked,
    filters,
    levels,
    request: ({ method, params }: UpstreamRequest) => {
      asked.push(`${method} ${joinedBytes(params ?? []).toString()}`);
      return Promise.resolve(answer);
    },
    listen: (filter: ListenFilter | null) => {
      filters.push(filter);
      return Promise.resolve();
    },
    setLogLevel: (level: string | null) => void levels.push(level),
  };
}

function wish(method: string, params: unknown): UpstreamRequest {
  const { signal } = new AbortController();
  return { method, params: [Buffer.from(JSON.stringify(params))], timeoutMs: 1_000, signal };
}

const subscribe = (uri: string) => wish('resources/subscribe', { uri });
const unsubscribe = (uri: string) => wish('resources/unsubscribe', { uri });

describe('wishes in the session era', () => {
  it('are asked for anew at each start, as long as they stand', async () => {
    const wishes = new StandingWishes();
    const first = server();
    expect(await wishes.request(subscribe('a:1'), first, facts('session'))).toBe(result);
    await wishes.request(subscribe('a:2'), first, facts('session'));
    await wishes.request(unsubscribe('a:1'), first, facts('session'));
    await wishes.request(wish('logging/setLevel', { level: 'info' }), first, facts('session'));
    expect(first.asked).toHaveLength(4);
    const second = server();
    wishes.replay(second, facts('session'));
    await setImmediate();
    expect(second.asked).toEqual([
      'resources/subscribe {"uri":"a:2"}',
      'logging/setLevel {"level":"info"}',
    ]);
  });

  it('are forgotten when the server refuses them', async () => {
    const wishes = new StandingWishes();
    const reply = await wishes.request(subscribe('a:1'), server(refusal), facts('session'));
    expect(reply).toBe(refusal);
    const second = server();
    wishes.replay(second, facts('session'));
    expect(second.asked).toEqual([]);
  });
});

describe('log levels in the session era', () => {
  const level = (name: string) => wish('logging/setLevel', { level: name });
  const told = (name: string) => `logging/setLevel {"level":"${name}"}`;

  /** A server that answers when a test says so. */
  function slow() {
    const answers: (() => void)[] = [];
    const quick = server();
    const request = async (asked: UpstreamRequest) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return quick.request(asked);
    };
    return { ...quick, request, answers };
  }

  it('are told one after the other, and those that wait go as one, the newest', async () => {
    const wishes = new StandingWishes();
    const wished = slow();
    const ask = (name: string) => wishes.request(level(name), wished, facts('session'));
    const first = ask('info');
    await setImmediate();
    const others = [ask('notice'), ask('debug')];
    await setImmediate();
    expect(wished.answers).toHaveLength(1);
    wished.answers[0]?.();
    await first;
    await setImmediate();
    wished.answers[1]?.();
    expect(await Promise.all(others)).toEqual([result, result]);
    expect(wished.asked).toEqual([told('info'), told('debug')]);
  });

  it('come after what a start asks for anew', async () => {
    const wishes = new StandingWishes();
    await wishes.request(level('info'), server(), facts('session'));
    const wished = slow();
    wishes.replay(wished, facts('session'));
    await setImmediate();
    const asked = wishes.request(level('debug'), wished, facts('session'));
    await setImmediate();
    expect(wished.answers).toHaveLength(1);
    wished.answers[0]?.();
    await setImmediate();
    wished.answers[1]?.();
    await asked;
    expect(wished.asked).toEqual([told('info'), told('debug')]);
  });

  it('wait for nothing once nobody waits for them', async () => {
    const wishes = new StandingWishes();
    const wished = slow();
    const first = wishes.request(level('info'), wished, facts('session'));
    await setImmediate();
    const abort = new AbortController();
    const given = { ...level('debug'), signal: abort.signal };
    const second = wishes.request(given, wished, facts('session'));
    abort.abort(new Error('the client left'));
    await expect(second).rejects.toBe(abort.signal.reason);
    wished.answers[0]?.();
    await first;
  });
});

describe('wishes in the stateless era', () => {
  it('become one filter and a level; the same filter is not asked for twice', async () => {
    const wishes = new StandingWishes();
    const modern = server();
    wishes.replay(modern, facts('stateless'));
    const reply = await wishes.request(subscribe('a:1'), modern, facts('stateless'));
    expect(reply).toMatchObject({ kind: 'result', isError: false });
    await wishes.request(subscribe('a:1'), modern, facts('stateless'));
    await wishes.request(wish('logging/setLevel', { level: 'info' }), modern, facts('stateless'));
    expect(modern.asked).toEqual([]);
    expect(modern.filters).toEqual([
      { toolsListChanged: true },
      { toolsListChanged: true, resourceSubscriptions: ['a:1'] },
    ]);
    expect(modern.levels.at(-1)).toBe('info');
    const again = server();
    wishes.replay(again, facts('stateless'));
    expect(again.filters).toEqual([{ toolsListChanged: true, resourceSubscriptions: ['a:1'] }]);
  });
});
