import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../helpers/fake-clock.ts';
import {
  failureOf,
  type HttpUpstream,
  sentMessages,
  startHttpUpstream,
} from '../helpers/http-upstream.ts';
import { callTool, createRigs, resultText } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
let upstream: HttpUpstream;

beforeAll(async () => {
  upstream = await startHttpUpstream();
});
afterEach(() => rigs.closeAll());
afterAll(() => upstream.kill());

async function open(manner: string, label: string, more: Record<string, unknown> = {}) {
  const rig = await rigs.open({ servers: { web: upstream.entry(manner, label, more) } });
  return { rig, connection: rig.pool.shared('web') };
}

describe('HTTP upstreams that fail', () => {
  it.each(['json', 'stream'])(
    'P-54 UP-11: a result of 100 MB is 50200 with bounded memory, and the next call works (%s)',
    async (manner) => {
      const { connection } = await open(manner, `giant-${manner}`);
      await connection.start();
      const beforeBytes = process.memoryUsage().rss;
      const failure = await failureOf(callTool(connection, 'giant'));
      expect(process.memoryUsage().rss - beforeBytes).toBeLessThan(64 * 1024 * 1024);
      expect(failure).toMatchObject({
        code: 'upstream_protocol',
        data: { sent: 'whole', cause: 'too_large' },
      });
      expect(await callTool(connection, 'echo')).toMatchObject({ kind: 'result' });
    },
  );

  it('UP-12: a deadline is 50400, and the server is told', async () => {
    const { connection } = await open('json', 'deadline');
    await connection.start();
    const failure = await failureOf(callTool(connection, 'silent', '{}', { timeoutMs: 50 }));
    expect(failure).toMatchObject({
      code: 'upstream_timeout',
      data: { sent: 'whole', cause: 'timeout' },
    });
    const entries = await upstream.log('deadline', 'notifications/cancelled');
    const [call] = sentMessages(entries, 'tools/call');
    expect(sentMessages(entries, 'notifications/cancelled')).toMatchObject([
      { params: { requestId: call?.id, reason: 'deadline' } },
    ]);
    expect(connection.state).toBe('ready');
  });

  it.each(['json', 'old'])(
    'an abort rejects with its reason, and the server is told (%s)',
    async (manner) => {
      const label = `abort-${manner}`;
      const { connection } = await open(manner, label);
      await connection.start();
      const controller = new AbortController();
      const call = callTool(connection, 'silent', '{}', { signal: controller.signal });
      await upstream.log(label, '"silent"');
      const reason = new Error('the client left');
      controller.abort(reason);
      await expect(call).rejects.toBe(reason);
      const entries = await upstream.log(label, 'notifications/cancelled');
      expect(sentMessages(entries, 'notifications/cancelled')).toHaveLength(1);
      expect(connection.status().inFlight).toBe(0);
    },
  );

  it('SU-2 SU-4: a server that is down fails fast and backs off, with the time until the next attempt', async () => {
    const gone = await startHttpUpstream();
    await gone.kill();
    const rig = await rigs.open({ servers: { web: gone.entry('json', 'down') } });
    const connection = rig.pool.shared('web');
    await failureOf(callTool(connection, 'echo'));
    expect(connection.status()).toMatchObject({
      state: 'backoff',
      detail: 'It cannot be reached (ECONNREFUSED)',
    });
    const startMs = performance.now();
    const failure = await failureOf(callTool(connection, 'echo'));
    expect(performance.now() - startMs).toBeLessThan(50);
    expect(failure).toMatchObject({
      code: 'upstream_unavailable',
      data: { sent: 'none', cause: 'not_sent', retryAfterMs: expect.any(Number) },
    });
  });

  it('SU-13: a server that dies gives every call in flight one error, and is connected to again', async () => {
    const mortal = await startHttpUpstream();
    const rig = await rigs.open({ servers: { web: mortal.entry('json', 'mortal') } });
    const connection = rig.pool.shared('web');
    await connection.start();
    const calls = Array.from({ length: 5 }, () => failureOf(callTool(connection, 'silent')));
    await mortal.log('mortal', '"silent"');
    await mortal.kill();
    for (const failure of await Promise.all(calls)) {
      expect(failure.code).toBe('upstream_unavailable');
      expect(['not_sent', 'upstream_died']).toContain(failure.data?.cause);
    }
    await failureOf(callTool(connection, 'echo'));
    expect(connection.state).toBe('backoff');
    const again = await startHttpUpstream(mortal.port);
    await rig.reached('web', 'ready');
    expect(await callTool(connection, 'echo')).toMatchObject({ kind: 'result' });
    expect(connection.status().restarts).toBeGreaterThan(0);
    await again.kill();
  });

  it.each(['json', 'stream'])(
    'a connection that is lost in a call fails it once, sent whole, never again sent (%s)',
    async (manner) => {
      const label = `dies-${manner}`;
      const { connection } = await open(manner, label);
      await connection.start();
      const failure = await failureOf(callTool(connection, 'dies'));
      expect(failure).toMatchObject({
        code: 'upstream_unavailable',
        data: { sent: 'whole', cause: 'upstream_died' },
      });
      expect(await callTool(connection, 'echo')).toMatchObject({ kind: 'result' });
      expect(sentMessages(await upstream.log(label), 'tools/call')).toHaveLength(2);
    },
  );

  it.each([
    ['deaf', 'backoff'],
    ['json', 'ready'],
  ] as const)(
    'SU-12: three deadlines in a row bring a ping; a %s server is then %s',
    async (manner, state) => {
      const clock = new FakeClock();
      const label = `ping-${manner}`;
      const rig = await rigs.open({ servers: { web: upstream.entry(manner, label) }, clock });
      const connection = rig.pool.shared('web');
      await connection.start();
      for (let call = 0; call < 3; call++) {
        const failure = failureOf(callTool(connection, 'silent', `{"call":${call}}`));
        await upstream.log(label, `{"call":${call}}`);
        clock.advance(30_000);
        expect(await failure).toMatchObject({ code: 'upstream_timeout' });
      }
      await upstream.log(label, '"ping"');
      if (state === 'ready') await callTool(connection, 'echo');
      clock.advance(5_000);
      await rig.reached('web', state);
      expect(connection.state).toBe(state);
    },
  );

  it('a call in flight outlives the session that another call lost, and a stop ends it', async () => {
    const { connection } = await open('json', 'outlives');
    await connection.start();
    const controller = new AbortController();
    const call = failureOf(callTool(connection, 'silent', '{}', { signal: controller.signal }));
    await upstream.log('outlives', '"silent"');
    await failureOf(callTool(connection, 'forget'));
    await callTool(connection, 'echo');
    expect(connection.state).toBe('ready');
    await connection.stop('test');
    expect(await call).toMatchObject({ data: { sent: 'whole', cause: 'upstream_died' } });
  });

  it('UP-14: answers twice or under a foreign id are counted and delivered to nobody', async () => {
    const { connection } = await open('stream', 'ids');
    await callTool(connection, 'twice');
    expect(await failureOf(callTool(connection, 'wrong-id'))).toMatchObject({
      code: 'upstream_protocol',
    });
    expect(connection.status().counters).toMatchObject({ lateAnswers: 1, unknownIds: 1 });
  });

  it('UP-13: a result 20,000 levels deep, broken JSON, a coded body and a batch are 50200 for that call only', async () => {
    const { connection } = await open('json', 'broken');
    for (const tool of ['deep', 'garbage', 'coded', 'batch']) {
      expect(await failureOf(callTool(connection, tool))).toMatchObject({
        code: 'upstream_protocol',
        data: { sent: 'whole', cause: 'upstream_error' },
      });
    }
    expect(await callTool(connection, 'echo')).toMatchObject({ kind: 'result' });
  });

  it.each([
    [418, 'upstream_protocol'],
    [429, 'upstream_unavailable'],
    [503, 'upstream_unavailable'],
    [302, 'upstream_protocol'],
    [401, 'needs_sign_in'],
  ])('HTTP status %i is %s for that call', async (status, code) => {
    const { connection } = await open('json', `status-${status}`);
    const failure = await failureOf(callTool(connection, 'status', `{"status":${status}}`));
    expect(failure).toMatchObject({ code, data: { sent: 'whole', cause: 'upstream_error' } });
    expect(connection.state).toBe(code === 'needs_sign_in' ? 'needs_sign_in' : 'ready');
  });

  it('a server that has neither transport is reported with what it answered first', async () => {
    const { connection } = await open('gone', 'gone');
    await failureOf(callTool(connection, 'echo'));
    expect(connection.status()).toMatchObject({
      state: 'backoff',
      detail: 'It answered with HTTP status 404',
    });
  });

  it('the older transport: a stream that ends fails what is in flight, and begins anew with the next call', async () => {
    const { connection } = await open('old', 'hangup');
    await connection.start();
    expect(await failureOf(callTool(connection, 'hangup'))).toMatchObject({
      code: 'upstream_unavailable',
      data: { sent: 'whole', cause: 'upstream_died' },
    });
    expect(connection.state).toBe('stopped');
    expect(resultText(await callTool(connection, 'echo'))).toContain('tools/call');
  });

  it('SU-1: a start whose listing cannot be kept has failed, and leaves no session behind', async () => {
    const { rig, connection } = await open('json', 'unkept');
    const { definitions } = rig;
    const observe = definitions.observe.bind(definitions);
    definitions.observe = () => {
      throw new Error('The disk is full');
    };
    await expect(connection.start()).rejects.toThrow();
    expect(connection.state).toBe('backoff');
    definitions.observe = observe;
    expect((await failureOf(callTool(connection, 'echo'))).code).toBe('upstream_unavailable');
    const verbs = (await upstream.log('unkept')).map(({ verb }) => verb);
    expect(verbs.filter((verb) => verb === 'DELETE')).toHaveLength(1);
  });

  it('a stop rejects what is in flight, and what comes while it stops', async () => {
    const { connection } = await open('json', 'stop');
    await connection.start();
    const call = failureOf(callTool(connection, 'silent'));
    await upstream.log('stop', '"silent"');
    const stopped = connection.stop('test');
    expect(await failureOf(callTool(connection, 'echo'))).toMatchObject({
      data: { sent: 'none', cause: 'not_sent' },
    });
    await stopped;
    expect(await call).toMatchObject({ data: { sent: 'whole', cause: 'upstream_died' } });
  });
});
