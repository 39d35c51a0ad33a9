import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionPool } from '../../src/core/upstream/connection.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { callTool, createRigs, resultText, testServer, toolText } from '../helpers/upstream-rig.ts';

const anyone = { clientId: 'tester', sessionId: null };
const rigs = createRigs();
const rig = rigs.open;
afterEach(rigs.closeAll);

function counters(pool: ConnectionPool, serverId: string) {
  return pool.status(serverId)[0]?.counters;
}

const misbehaving = { servers: { bad: testServer('misbehave.mjs'), good: testServer('echo.mjs') } };

describe('bytes', () => {
  it('TR-16 PO-10: params reach the child byte for byte, and its result comes back byte for byte', async () => {
    const { pool } = await rig(misbehaving);
    const given = '{"n":9007199254740993,"f":1.0,"e":1E2,"2":0,"1":0,"s":"\\u00e9é"}';
    const line = toolText(await callTool(pool.get('good', anyone), 'raw', given));
    expect(line).toContain(`"arguments":${given}}`);
    const meta = '{"name":"raw","arguments":{}}';
    const reply = await pool.get('good', anyone).request({
      method: 'tools/call',
      params: [Buffer.from(meta)],
      timeoutMs: 5_000,
      signal: new AbortController().signal,
    });
    expect(resultText(reply)).toMatch(/^\{"content":\[\{"type":"text","text":".*"\}\]\}$/);
  });

  it('TR-16: arguments over several lines reach the child as one message', async () => {
    const { pool } = await rig(misbehaving);
    const given = '{\n  "a": 1.0,\r\n  "b": [\n1\r]\n}';
    const line = toolText(await callTool(pool.get('good', anyone), 'raw', given));
    expect(line).toContain('"arguments":{   "a": 1.0,    "b": [ 1 ] }}');
    expect(counters(pool, 'good')).toMatchObject({ unknownIds: 0, lateAnswers: 0 });
  });

  it('a request of 1 MB goes through, and so do 20 at once', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('good', anyone);
    const given = JSON.stringify({ nonce: 'x'.repeat(1_000_000) });
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => callTool(connection, 'echo', given)),
    );
    for (const reply of replies) expect(resultText(reply).length).toBeGreaterThan(1_000_000);
  });
});

describe('UP-11: large results', () => {
  it('P-54 UP-11: a result of 100 MB is 50200 in bounded memory, and the server starts again', async () => {
    const { pool, reached } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    await connection.start();
    const before = process.memoryUsage().rss;
    let highest = before;
    const sampler = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().rss);
    }, 5);
    const call = callTool(connection, 'huge', '{"bytes":104857600}');
    await expect(call).rejects.toMatchObject({
      code: 'upstream_protocol',
      data: { sent: 'whole', cause: 'too_large' },
    });
    await reached('bad', 'backoff');
    clearInterval(sampler);
    expect((highest - before) / 1_048_576).toBeLessThan(64);
    await reached('bad', 'ready');
    expect(toolText(await callTool(connection, 'steady'))).toContain('cancelled');
  });

  it('P-54 UP-11: a result over 8 MiB in a line under 10 MiB fails that call and spares the server', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    const call = callTool(connection, 'huge', '{"bytes":9437184}');
    await expect(call).rejects.toMatchObject({
      code: 'upstream_protocol',
      data: { cause: 'too_large' },
    });
    expect(connection.state).toBe('ready');
    const fits = await callTool(connection, 'huge', '{"bytes":8000000}');
    expect(resultText(fits).length).toBeGreaterThan(8_000_000);
  });
});

describe('answers that are none', () => {
  it('UP-13: a 20,000-deep result, or one that is not UTF-8, is 50200 for that call alone', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    await connection.start();
    const steady = callTool(connection, 'steady');
    const refused = { code: 'upstream_protocol', data: { sent: 'whole', cause: 'upstream_error' } };
    await expect(callTool(connection, 'deep', '{"depth":20000}')).rejects.toMatchObject(refused);
    await expect(callTool(connection, 'latin')).rejects.toMatchObject(refused);
    expect(toolText(await steady)).toContain('cancelled');
    expect(resultText(await callTool(connection, 'deep', '{"depth":100}'))).toContain('[[[');
    expect(connection.state).toBe('ready');
  });

  it.each([
    ['split', '{"head":true}', 1],
    ['split', '{"head":false}', 1],
    ['batch', '{}', 1],
  ])(
    'UP-13: an answer that is %s %s is 50200 for that call alone, and counted',
    async (tool, args, badLines) => {
      const { pool } = await rig(misbehaving);
      const connection = pool.get('bad', anyone);
      const never = callTool(connection, 'never', '{}', { timeoutMs: 20_000 }).catch(() => 'late');
      await expect(callTool(connection, tool, args)).rejects.toMatchObject({
        code: 'upstream_protocol',
        data: { sent: 'whole', cause: 'upstream_error' },
      });
      await callTool(connection, 'steady');
      expect(connection.status()).toMatchObject({ state: 'ready', inFlight: 1 });
      expect(counters(pool, 'bad')).toMatchObject({ badLines, unknownIds: 0, lateAnswers: 0 });
      await connection.stop('test');
      expect(await never).toBe('late');
    },
  );

  it('UP-13 UP-14 UP-15: a flood of notifications, answers and questions is dropped and counted, nothing else', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    const flooded = await callTool(connection, 'flood', '{"count":5000}');
    expect(toolText(flooded)).toBe('flooded');
    expect(counters(pool, 'bad')).toEqual({
      badLines: 0,
      unknownIds: 5_000,
      lateAnswers: 0,
      refusedRequests: 5_000,
    });
    expect(connection.state).toBe('ready');
  });

  it('P-58 UP-14: of two answers one is delivered; the second and an unknown id are counted', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    expect(toolText(await callTool(connection, 'twice'))).toBe('first');
    await callTool(connection, 'steady');
    expect(counters(pool, 'bad')).toMatchObject({ lateAnswers: 1, unknownIds: 1 });
  });

  it('UP-14: an answer after the deadline is dropped and counted', async () => {
    const clock = new FakeClock();
    const { pool } = await rig({ ...misbehaving, clock });
    const connection = pool.get('good', anyone);
    await connection.start();
    const late = callTool(connection, 'echo', '{}', { timeoutMs: 1 });
    clock.advance(1);
    await expect(late).rejects.toMatchObject({ code: 'upstream_timeout' });
    await callTool(connection, 'echo');
    expect(counters(pool, 'good')).toMatchObject({ lateAnswers: 1, unknownIds: 0 });
  });

  it('P-59 UP-15: sampling, elicitation and roots are refused upstream and counted; ping is answered', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    expect(toolText(await callTool(connection, 'beg'))).toBe('asked');
    const { refusals } = JSON.parse(toolText(await callTool(connection, 'steady')));
    expect(refusals).toEqual([-32601, -32601, -32601, 'answered']);
    expect(counters(pool, 'bad')?.refusedRequests).toBe(3);
  });
});

describe('UP-12: deadlines, progress and cancellation', () => {
  it.each([60_000, 600_000])(
    'P-55 UP-12: progress does not hold off the deadline of %i ms; the server is told',
    async (timeoutMs) => {
      const clock = new FakeClock();
      const { pool } = await rig({ ...misbehaving, clock });
      const connection = pool.get('bad', anyone);
      await connection.start();
      const heard: string[] = [];
      let enough: () => void = () => {};
      const threeTicks = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const received = (params: Uint8Array) => {
        heard.push(Buffer.from(params).toString());
        if (heard.length === 3) enough();
      };
      const call = callTool(connection, 'tick', '{"everyMs":5}', {
        timeoutMs,
        progress: { token: '"p-17"', received },
      });
      let settled = false;
      const watched = call.catch((error: unknown) => {
        settled = true;
        throw error;
      });
      await threeTicks;
      clock.advance(timeoutMs - 1);
      await callTool(connection, 'steady');
      expect(settled).toBe(false);
      clock.advance(1);
      await expect(watched).rejects.toMatchObject({
        code: 'upstream_timeout',
        data: { sent: 'whole', cause: 'timeout' },
      });
      expect(heard[0]).toMatch(/^\{"progressToken":"p-17","progress":\d+\}$/);
      const { cancelled } = JSON.parse(toolText(await callTool(connection, 'steady')));
      expect(cancelled).toHaveLength(1);
    },
  );

  it('UP-12: progress above 10 a second is dropped', async () => {
    // The clock stands still, so all of these ticks fall into one second.
    const { pool } = await rig({ ...misbehaving, clock: new FakeClock() });
    let heard = 0;
    const progress = { token: '1', received: () => heard++ };
    await callTool(pool.get('bad', anyone), 'tick', '{"burst":50}', { progress });
    expect(heard).toBe(10);
  });

  it('UP-12: an abort rejects with its reason and cancels upstream; the answer to come is dropped', async () => {
    const { pool } = await rig(misbehaving);
    const connection = pool.get('bad', anyone);
    await connection.start();
    const stop = new AbortController();
    const call = callTool(connection, 'never', '{}', { signal: stop.signal });
    const reason = new Error('revoked');
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    const { cancelled } = JSON.parse(toolText(await callTool(connection, 'steady')));
    expect(cancelled).toHaveLength(1);
    await expect(callTool(connection, 'steady', '{}', { signal: stop.signal })).rejects.toBe(
      reason,
    );
  });
});

describe('SU-10: a child that does not read', () => {
  it('SU-10: at most 1 MiB waits for it; then calls fail unsent, and the rest at their deadline', async () => {
    const clock = new FakeClock();
    const { pool } = await rig({ servers: { deaf: testServer('bad-start.mjs', ['deaf']) }, clock });
    const connection = pool.get('deaf', anyone);
    await connection.start();
    const given = JSON.stringify({ nonce: 'x'.repeat(300_000) });
    const calls = Array.from({ length: 12 }, () => callTool(connection, 'echo', given));
    const outcomes = Promise.allSettled(calls);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5_000);
    clock.advance(25_000);
    const sent = (await outcomes).map((outcome) =>
      outcome.status === 'rejected' ? outcome.reason : 'answered',
    );
    const unsent = sent.filter((error) => error.code === 'upstream_unavailable');
    const timedOut = sent.filter((error) => error.code === 'upstream_timeout');
    expect(unsent.length + timedOut.length).toBe(12);
    expect(timedOut.length * 300_000).toBeLessThan(1_048_576 + 600_000);
    expect(unsent.length).toBeGreaterThanOrEqual(7);
    for (const error of unsent) expect(error.data).toEqual({ sent: 'none', cause: 'not_sent' });
  });
});
