import { describe, expect, it } from 'vitest';
import { hasLoginCode, LoginSession, loginCodeOf, takeLoginCode } from './login-session.ts';

function createBench(answer: () => Promise<Response>) {
  const kept = new Map<string, string>();
  const sent: unknown[] = [];
  const session = new LoginSession({
    origin: 'http://127.0.0.1:7345',
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    fetch: (url, init) => {
      sent.push([url, init?.method, init?.body]);
      return answer();
    },
  });
  return { session, sent, kept };
}

describe('LoginSession', () => {
  it('MG-3: trades the code of a link for a token, in the body of a request', async () => {
    const { session, sent } = createBench(async () =>
      Response.json({ ok: true, value: { token: 'lmcp_m_1' } }),
    );
    expect(await session.exchange('once')).toBeNull();
    expect(session.token()).toBe('lmcp_m_1');
    expect(sent).toEqual([['http://127.0.0.1:7345/api/v1/login', 'POST', '{"code":"once"}']]);
  });

  it('keeps nothing when the code is refused', async () => {
    const error = { code: 'unauthorized', message: 'Used before', hint: 'Make another link' };
    const { session, kept } = createBench(async () =>
      Response.json({ ok: false, error }, { status: 401 }),
    );
    expect(await session.exchange('twice')).toEqual(error);
    expect(kept.size).toBe(0);
  });

  it.each([
    ['no answer', () => Promise.reject(new TypeError('refused'))],
    ['an answer without a token', async () => Response.json({ ok: true, value: {} })],
    ['a token that is none', async () => Response.json({ ok: true, value: { token: 7 } })],
  ])('takes %s for no login', async (_what, answer) => {
    const { session, kept } = createBench(answer);
    expect((await session.exchange('once'))?.code).toBe('unreachable');
    expect(kept.size).toBe(0);
  });
});

describe('hasLoginCode', () => {
  it.each([
    ['#code=abc', true],
    ['#top', false],
    ['', false],
  ])('%s: %s', (hash, expected) => {
    expect(hasLoginCode({ hash })).toBe(expected);
  });
});

it.each([
  ['http://127.0.0.1:7345/ui#code=abc123', 'abc123'],
  ['http://127.0.0.1:7345/ui', null],
  ['lmcp_m_token', null],
])('finds the code of a link that was pasted whole: %s', (text, code) => {
  expect(loginCodeOf(text)).toBe(code);
});

describe('takeLoginCode', () => {
  it('MG-3: takes the code out of the address at once', () => {
    const replaced: unknown[] = [];
    const history = {
      replaceState: (_state: unknown, _title: string, url?: unknown) => void replaced.push(url),
    };
    const place = { hash: '#code=abc123', pathname: '/ui/', search: '?x=1' };
    expect(takeLoginCode(place, history)).toBe('abc123');
    expect(replaced).toEqual(['/ui/?x=1']);
  });

  it('leaves an address without a code alone', () => {
    const history = { replaceState: () => expect.unreachable() };
    expect(takeLoginCode({ hash: '#top', pathname: '/ui/', search: '' }, history)).toBeNull();
  });
});
