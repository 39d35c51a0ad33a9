import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openEdge, ping, type TestEdge, type TestEdgeOptions } from '../helpers/edge.ts';
import { RawConnection } from '../helpers/raw-connection.ts';

let edge: TestEdge;
const drips: NodeJS.Timeout[] = [];

async function open(options: TestEdgeOptions = {}): Promise<string> {
  edge = await openEdge(options);
  return edge.session();
}
afterEach(async () => {
  for (const drip of drips.splice(0)) clearInterval(drip);
  await edge.close();
});

/** Sends one byte of `bytes` after the other. */
function drip(connection: RawConnection, bytes: string, everyMs: number): void {
  let at = 0;
  drips.push(setInterval(() => connection.send(bytes[at++] ?? 'x'), everyMs));
}

const wait = '{"jsonrpc":"2.0","id":7,"method":"wait"}';
const refusals = () => edge.rows('request.refused').map((row) => row.reason);

describe('slow senders', () => {
  it('P-09 TR-11: headers that drip get 408 and close by their limit and a second', async () => {
    await open({ limits: { headersTimeoutMs: 400, timeoutCheckMs: 50 } });
    const connection = await RawConnection.open(edge.port);
    const startMs = performance.now();
    drip(connection, 'POST /mcp HTTP/1.1\r\nX-Slow: ', 40);
    expect((await connection.answer())?.status).toBe(408);
    await connection.closed;
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(390);
    expect(tookMs).toBeLessThan(1_400);
    expect(refusals()).toEqual(['request_timeout']);
  });

  it('P-10 TR-11: a body that drips gets 408 and close by its limit and a second', async () => {
    const session = await open({
      limits: { headersTimeoutMs: 400, requestTimeoutMs: 600, timeoutCheckMs: 50 },
    });
    const connection = await RawConnection.open(edge.port);
    const startMs = performance.now();
    const head = edge.head({ 'Mcp-Session-Id': session });
    connection.send(`POST /mcp HTTP/1.1\r\n${head}Content-Length: 1000000\r\n\r\n`);
    drip(connection, ping, 40);
    await edge.undisturbed(async () => {
      expect((await connection.answer())?.status).toBe(408);
      await connection.closed;
    });
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(590);
    expect(tookMs).toBeLessThan(1_600);
    expect(refusals()).toEqual(['request_timeout']);
  });

  it('TR-11: a socket that never says anything is closed without a row', async () => {
    await open({ limits: { headersTimeoutMs: 200, timeoutCheckMs: 50 } });
    const connection = await RawConnection.open(edge.port);
    await connection.closed;
    expect([connection.received, refusals()]).toEqual(['', []]);
  });
});

describe('many connections and requests', () => {
  it('P-11 TR-12: 300 idle sockets lock nobody out; those over 256 are closed', async () => {
    const session = await open();
    const call = async () => {
      const startMs = performance.now();
      const answer = await edge.post(ping, { 'Mcp-Session-Id': session });
      expect(answer.status).toBe(200);
      return performance.now() - startMs;
    };
    const p99 = async () => {
      const timesMs: number[] = [];
      for (let count = 0; count < 100; count++) timesMs.push(await call());
      return timesMs.sort((one, other) => one - other)[98] ?? 0;
    };
    // The best of three: what else the machine does is not what is asked about.
    const sample = async () => Math.min(await p99(), await p99(), await p99());
    const calmMs = await sample();
    const idle = await Promise.all(
      Array.from({ length: 300 }, () => RawConnection.open(edge.port)),
    );
    let closed = 0;
    const enough = new Promise<void>((resolve) => {
      for (const connection of idle) {
        connection.closed.then(() => {
          closed += 1;
          if (closed >= 300 - 256) resolve();
        });
      }
    });
    await enough;
    const crowdedMs = await sample();
    // A floor under the ratio: at a tenth of a millisecond the noise of the machine is larger than both.
    expect(crowdedMs).toBeLessThan(2 * Math.max(calmMs, 5));
    expect(closed).toBeLessThan(60);
    for (const connection of idle) connection.close();
  });

  it('TR-12: with every connection busy a new one gets 503', async () => {
    const session = await open({ limits: { connections: 2 } });
    const busy = await Promise.all([RawConnection.open(edge.port), RawConnection.open(edge.port)]);
    for (const connection of busy) connection.send(edge.bytes(wait, { 'Mcp-Session-Id': session }));
    await edge.until('wait', 2);
    const third = await RawConnection.open(edge.port);
    expect((await third.answer())?.status).toBe(503);
    await third.closed;
    for (const connection of busy) connection.close();
  });

  it('TR-12: open requests over the cap of one client get 429, other clients none', async () => {
    const session = await open({
      limits: { requestsPerClient: 3 },
      lmcp: { limits: { in_flight_per_client: 1 } },
    });
    const held = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const connection = await RawConnection.open(edge.port);
        connection.send(edge.bytes(wait, { 'Mcp-Session-Id': session }));
        return connection;
      }),
    );
    await edge.until('wait', 3);
    const over = await edge.post(ping, { 'Mcp-Session-Id': session });
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await edge.session(edge.tokens.b)).not.toBe('');
    expect(edge.rows('request.refused').map(({ reason, client }) => [reason, client])).toEqual([
      ['requests', 'a'],
    ]);
    for (const connection of held) connection.close();
  });

  it('TR-12: at most eight streams of one client are open', async () => {
    await open();
    const streams: RawConnection[] = [];
    for (let count = 0; count < 8; count++) streams.push(await stream(await edge.session()));
    const ninth = await edge.raw([
      'GET /mcp HTTP/1.1',
      edge.head({ 'Mcp-Session-Id': await edge.session() }).trimEnd(),
    ]);
    expect(ninth.status).toBe(429);
    const last = streams.pop();
    last?.close();
    await last?.closed;
    for (const { close } of streams.map((open) => ({ close: () => open.close() }))) close();
  });
});

describe('streams', () => {
  it('TR-23: an open stream carries a comment at each interval', async () => {
    const session = await open({ limits: { streamCommentMs: 50 } });
    const opened = await stream(session);
    await opened.until(/(:\n\n[\s\S]*){3}/);
    opened.close();
  });

  it('TR-23: a line break between tokens becomes a data line of its own', async () => {
    const session = await open();
    const connection = await RawConnection.open(edge.port);
    connection.send(edge.bytes(ping.replace('ping', 'progress'), { 'Mcp-Session-Id': session }));
    await connection.until(/"result"[\s\S]*0\r\n\r\n$/);
    const data = connection.received.match(/^data: .*$/gm);
    expect(data).toEqual([
      'data: {"jsonrpc":"2.0",',
      'data: "method":"notifications/progress"}',
      expect.stringMatching(/^data: /),
    ]);
    connection.close();
  });

  it('TR-23: a reader that takes nothing is cut at 1 MiB queued', async () => {
    const session = await open();
    const connection = await RawConnection.open(edge.port);
    connection.socket.pause();
    connection.send(
      edge.bytes('{"jsonrpc":"2.0","id":1,"method":"flood"}', { 'Mcp-Session-Id': session }),
    );
    await edge.until('flood ended');
    connection.close();
  });

  it('TR-23: a reader that takes nothing of a large answer is cut after the stall limit', async () => {
    const session = await open({ limits: { stallMs: 200 } });
    const connection = await RawConnection.open(edge.port);
    connection.socket.pause();
    const params = { text: 'x'.repeat(3_000_000) };
    const large = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'echo', params });
    // Many times, so that the buffers of the kernel are full.
    for (let count = 0; count < 8; count++) {
      connection.send(edge.bytes(large, { 'Mcp-Session-Id': session }));
    }
    await edge.until('echo');
    const startMs = performance.now();
    await once(connection.socket, 'error');
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  it('TR-21: GET asks for a stream and a session', async () => {
    const session = await open();
    const get = (more: Record<string, string | null>) =>
      edge.raw(['GET /mcp HTTP/1.1', edge.head(more).trimEnd()]);
    expect((await get({ Accept: 'application/json', 'Mcp-Session-Id': session })).status).toBe(406);
    expect((await get({})).status).toBe(400);
    expect((await get({ 'Mcp-Session-Id': 'x' })).status).toBe(404);
  });

  it('TR-21: the newest stream of a session is the one that is served', async () => {
    const session = await open();
    const first = await stream(session);
    const second = await stream(session);
    await first.until(/0\r\n\r\n$/);
    const [opened] = edge.gateway.sessions.all();
    opened?.notify(Buffer.from('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}'));
    await second.until(/tools\/list_changed/);
    expect(first.received).not.toContain('list_changed');
  });
});

describe('stopping', () => {
  it('TR-26: the port closes at once, calls may finish, the rest is ended after the grace', async () => {
    const session = await open();
    const opened = await stream(session);
    const call = await RawConnection.open(edge.port);
    call.send(edge.bytes(wait, { 'Mcp-Session-Id': session }));
    await edge.until('wait');
    const startMs = performance.now();
    const closed = edge.gateway.close(300);
    await expect(RawConnection.open(edge.port)).rejects.toThrow('ECONNREFUSED');
    expect(performance.now() - startMs).toBeLessThan(100);
    await opened.closed;
    expect((await call.answer())?.status).toBe(503);
    await closed;
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(290);
    expect(tookMs).toBeLessThan(1_500);
    expect(edge.aborted).toEqual([expect.objectContaining({ code: 'unreachable' })]);
    expect(edge.rows('session.closed').map(({ why }) => why)).toEqual(['shutdown']);
  });

  it('TR-26: a call that ends within the grace is answered, and a second close waits for the first', async () => {
    const session = await open();
    const call = await RawConnection.open(edge.port);
    call.send(edge.bytes(wait, { 'Mcp-Session-Id': session }));
    await edge.until('wait');
    const closing = [edge.gateway.close(5_000), edge.gateway.close(0)];
    const [opened] = edge.gateway.sessions.all();
    if (opened === undefined) throw new Error('the session ended before its call');
    edge.release();
    expect((await call.answer())?.status).toBe(200);
    await Promise.all(closing);
    await call.closed;
  });

  it('TR-26: without calls in flight it is done at once', async () => {
    await open();
    const idle = await RawConnection.open(edge.port);
    const startMs = performance.now();
    await edge.gateway.close(5_000);
    await idle.closed;
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

async function stream(session: string): Promise<RawConnection> {
  const connection = await RawConnection.open(edge.port);
  connection.send(`GET /mcp HTTP/1.1\r\n${edge.head({ 'Mcp-Session-Id': session })}\r\n`);
  await connection.until(/text\/event-stream/);
  return connection;
}
