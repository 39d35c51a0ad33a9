import { describe, expect, it } from 'vitest';
import type { ManagementEvent } from '../../shared/contract-events.ts';
import type { WireError } from '../../shared/errors.ts';
import { createHttpTransport } from './http-transport.ts';

interface Asked {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

/** A transport whose requests are answered by `answer`, and what was asked. */
function createBench(answer: () => Promise<Response>, token: string | null = 'lmcp_m_secret') {
  const asked: Asked[] = [];
  const transport = createHttpTransport({
    origin: 'http://127.0.0.1:7345',
    token: () => token,
    fetch: (url, init) => {
      asked.push({ url: String(url), init });
      return answer();
    },
  });
  return { asked, transport };
}

/** Listens until the stream closes. */
function listen(transport: ReturnType<typeof createHttpTransport>) {
  const events: ManagementEvent[] = [];
  let opened = 0;
  return new Promise<{ events: ManagementEvent[]; opened: number; error: WireError }>((resolve) => {
    transport.listen({
      opened: () => {
        opened += 1;
      },
      event: (event) => events.push(event),
      closed: (error) => resolve({ events, opened, error }),
    });
  });
}

describe('invoke', () => {
  it('MG-3: sends the token in a header, never in the address, and no cookie', async () => {
    const { asked, transport } = createBench(async () => Response.json({ ok: true, value: 1 }));
    expect(await transport.invoke('servers.list', { a: 1 })).toEqual({ ok: true, value: 1 });
    expect(asked[0]?.url).toBe('http://127.0.0.1:7345/api/v1/servers.list');
    expect(asked[0]?.init).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      redirect: 'error',
      body: '{"a":1}',
      headers: { Authorization: 'Bearer lmcp_m_secret', 'Content-Type': 'application/json' },
    });
  });

  it('MG-5: repeats a request with the code that a person gives, until it fits', async () => {
    const asked: RequestInit[] = [];
    const given = ['WRONG', '7F3K-Q2MN'];
    const attempts: number[] = [];
    const error = { code: 'consent_required', message: 'Consent', hint: '' };
    const transport = createHttpTransport({
      origin: '',
      token: () => 'lmcp_m_secret',
      fetch: async (_url, init = {}) => {
        asked.push(init);
        const fits = new Headers(init.headers).get('x-lmcp-consent') === '7F3K-Q2MN';
        return Response.json(fits ? { ok: true, value: {} } : { ok: false, error });
      },
      consent: async (_error, attempt) => {
        attempts.push(attempt);
        return given.shift() ?? null;
      },
    });
    expect(await transport.invoke('servers.add', { id: 'a' })).toEqual({ ok: true, value: {} });
    expect(asked.map(({ body }) => body)).toEqual(Array(3).fill('{"id":"a"}'));
    expect(attempts).toEqual([0, 1]);
    asked.length = 0;
    const other = createHttpTransport({
      origin: '',
      token: () => 'lmcp_m_secret',
      fetch: async () => Response.json({ ok: false, error }),
      consent: async () => null,
    });
    expect(await other.invoke('servers.add', {})).toEqual({ ok: false, error });
  });

  it('hands on the refusal of the engine', async () => {
    const error = { code: 'stale', message: 'Changed', hint: 'Again' };
    const { transport } = createBench(async () =>
      Response.json({ ok: false, error }, { status: 412 }),
    );
    expect(await transport.invoke('access.apply', {})).toEqual({ ok: false, error });
  });

  it.each([
    ['a connection that is refused', () => Promise.reject(new TypeError('fetch failed'))],
    ['a page of somebody else', async () => new Response('<html>', { status: 502 })],
    ['JSON that is no reply', async () => Response.json({ hello: 1 })],
  ])('calls %s unreachable', async (_what, answer) => {
    const { transport } = createBench(answer);
    const reply = await transport.invoke('engine.status', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'unreachable' } });
  });

  it('MG-8: knows an engine that has nothing at the paths of management', async () => {
    const nothing = async () => Response.json({ error: { code: 'not_found' } }, { status: 404 });
    const { transport } = createBench(nothing);
    const off = { code: 'management_off' };
    expect(await transport.invoke('engine.status', {})).toMatchObject({ ok: false, error: off });
    expect((await listen(transport)).error).toMatchObject(off);
  });

  it('asks nothing without a token', async () => {
    const { asked, transport } = createBench(async () => Response.json({ ok: true }), null);
    expect(await transport.invoke('engine.status', {})).toMatchObject({
      error: { code: 'unauthorized' },
    });
    expect((await listen(transport)).error.code).toBe('unauthorized');
    expect(asked).toEqual([]);
  });
});

describe('listen', () => {
  it('MG-3: reads events from a streamed answer, with the token in a header', async () => {
    const text = ': lmcp\n\nevent: servers.changed\ndata: {"id":"a"}\n\n';
    const { asked, transport } = createBench(async () => new Response(text));
    const heard = await listen(transport);
    expect(heard.opened).toBe(1);
    expect(heard.events).toEqual([{ event: 'servers.changed', data: { id: 'a' } }]);
    expect(heard.error.code).toBe('unreachable');
    expect(asked[0]?.url).toBe('http://127.0.0.1:7345/api/v1/events');
    expect(asked[0]?.init?.headers).toMatchObject({ Authorization: 'Bearer lmcp_m_secret' });
  });

  it('says why the engine refused a stream', async () => {
    const error = { code: 'too_many_requests', message: 'At most 50', hint: 'Close a page' };
    const { transport } = createBench(async () =>
      Response.json({ ok: false, error }, { status: 429 }),
    );
    expect(await listen(transport)).toMatchObject({ opened: 0, error });
  });

  it('calls nobody after it was ended', async () => {
    const called: string[] = [];
    const { transport } = createBench(async () => {
      throw new TypeError('ended');
    });
    const end = transport.listen({
      opened: () => called.push('opened'),
      event: () => called.push('event'),
      closed: () => called.push('closed'),
    });
    end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(called).toEqual([]);
  });
});

describe('takeExport', () => {
  it('MG-3: takes a file away with the token in a header', async () => {
    const { asked, transport } = createBench(async () => new Response('{"seq":1}\n'));
    const reply = await transport.takeExport('a b.jsonl');
    expect(asked[0]?.url).toBe('http://127.0.0.1:7345/api/v1/exports/a%20b.jsonl');
    expect(asked[0]?.init).toMatchObject({
      credentials: 'omit',
      headers: { Authorization: 'Bearer lmcp_m_secret' },
    });
    expect(reply.ok && (await reply.value.text())).toBe('{"seq":1}\n');
  });

  it('says why there is no file, and never hands out a refusal as one', async () => {
    const error = { code: 'not_found', message: 'No export a', hint: '' };
    const refused = createBench(async () => Response.json({ ok: false, error }, { status: 404 }));
    expect(await refused.transport.takeExport('a')).toEqual({ ok: false, error });
    const silent = createBench(() => Promise.reject(new Error('gone')));
    expect(await silent.transport.takeExport('a')).toMatchObject({
      error: { code: 'unreachable' },
    });
    const locked = createBench(async () => new Response('x'), null);
    expect(await locked.transport.takeExport('a')).toMatchObject({
      error: { code: 'unauthorized' },
    });
    expect(locked.asked).toEqual([]);
  });
});
