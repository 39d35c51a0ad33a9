import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import type { Reply, WireError } from '../../shared/errors.ts';
import { EngineConnection } from './engine-connection.ts';
import type { EventBatch } from './event-batcher.ts';
import type { EventListeners } from './transport.ts';
import { unreachable } from './transport.ts';

const refused: WireError = { code: 'unauthorized', message: 'Token ended', hint: 'Log in' };
const off: WireError = { code: 'management_off', message: 'It is off', hint: 'Turn it on' };
const busy: WireError = { code: 'too_many_requests', message: 'At most 50', hint: 'Close one' };

/** A connection over a transport that the test plays, on a page that the test hides and shows. */
function createBench() {
  const clock = new FakeClock();
  const attempts: EventListeners[] = [];
  let hidden = false;
  let reply: Reply<unknown> = { ok: true, value: null };
  const visible = new Set<() => void>();
  const connection = new EngineConnection({
    clock,
    visibility: {
      hidden: () => hidden,
      onChange: (listener) => {
        visible.add(listener);
        return () => visible.delete(listener);
      },
    },
    transport: {
      invoke: async () => reply,
      takeExport: async () => ({ ok: true, value: new Blob() }),
      listen: (listeners) => {
        attempts.push(listeners);
        return () => undefined;
      },
    },
  });
  connection.reconnect();
  const batches: EventBatch[] = [];
  connection.onEvents((batch) => batches.push(batch));
  return {
    clock,
    connection,
    attempts,
    batches,
    last: () => attempts.at(-1),
    answer: (next: Reply<unknown>) => {
      reply = next;
    },
    hide: (now: boolean) => {
      hidden = now;
      for (const listener of visible) listener();
    },
  };
}

describe('EngineConnection', () => {
  it('is online once events flow, and has everything read again, since some were missed', () => {
    const { connection, last, clock, batches } = createBench();
    expect(connection.state()).toEqual({ status: 'connecting' });
    last()?.opened();
    clock.advance(250);
    expect(connection.state()).toEqual({ status: 'online', live: true });
    expect(batches).toEqual([{ events: [], missed: true }]);
  });

  it('knows since when nobody answers, keeps trying, and less often', () => {
    const { connection, last, clock, attempts } = createBench();
    last()?.opened();
    const openedUs = clock.nowUs();
    clock.advance(60_000);
    const lostUs = clock.nowUs();
    last()?.closed(unreachable('gone'));
    for (const waitMs of [500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      expect(connection.state()).toMatchObject({
        status: 'unreachable',
        sinceUs: lostUs,
        lastReplyUs: openedUs,
        retryAtUs: clock.nowUs() + waitMs * 1_000,
      });
      const before = attempts.length;
      clock.advance(waitMs);
      expect(attempts).toHaveLength(before + 1);
      last()?.closed(unreachable('gone'));
    }
    clock.advance(5_000);
    last()?.opened();
    expect(connection.state()).toEqual({ status: 'online', live: true });
  });

  it('asks nothing while the page is hidden, and at once when it is seen again', () => {
    const { last, clock, attempts, hide } = createBench();
    last()?.closed(unreachable('gone'));
    hide(true);
    clock.advance(600_000);
    expect(attempts).toHaveLength(1);
    hide(false);
    expect(attempts).toHaveLength(2);
  });

  it('locks when the token ended, and tries no more by itself', () => {
    const { connection, last, clock, attempts } = createBench();
    last()?.closed(refused);
    clock.advance(600_000);
    expect(connection.state()).toEqual({ status: 'locked', error: refused });
    expect(attempts).toHaveLength(1);
  });

  it('MG-8: is closed while management over HTTP is off, and finds out when it is on again', async () => {
    const { connection, last, clock, attempts, answer } = createBench();
    last()?.opened();
    answer({ ok: false, error: off });
    await connection.invoke('engine.status', {});
    expect(connection.state()).toEqual({ status: 'closed' });
    clock.advance(500);
    last()?.closed(off);
    expect(connection.state()).toEqual({ status: 'closed' });
    clock.advance(1_000);
    expect(attempts).toHaveLength(3);
    last()?.closed(refused);
    expect(connection.state()).toEqual({ status: 'locked', error: refused });
  });

  it('stays online without events where the engine has no stream left', () => {
    const { connection, last } = createBench();
    last()?.closed(busy);
    expect(connection.state()).toEqual({ status: 'online', live: false });
  });

  it('hears of an outage from a method before the stream does', async () => {
    const { connection, last, answer } = createBench();
    last()?.opened();
    answer({ ok: false, error: unreachable('refused') });
    await connection.invoke('engine.status', {});
    expect(connection.state()).toMatchObject({ status: 'unreachable' });
  });

  it('takes a refusal of the engine for an answer', async () => {
    const { connection, last, answer } = createBench();
    last()?.opened();
    answer({ ok: false, error: busy });
    await connection.invoke('engine.status', {});
    expect(connection.state().status).toBe('online');
  });
});

describe('events', () => {
  const event = { event: 'servers.changed', data: { id: 'a' } } as const;

  it('are handed on at most four times a second', () => {
    const { last, clock, batches } = createBench();
    last()?.opened();
    clock.advance(250);
    batches.length = 0;
    for (let ms = 0; ms < 1_000; ms += 10) {
      last()?.event(event);
      clock.advance(10);
    }
    expect(batches).toHaveLength(4);
    expect(batches.flatMap((batch) => batch.events)).toHaveLength(100);
  });

  it('are not kept for a hidden page, which hears that it missed some', () => {
    const { last, clock, batches, hide } = createBench();
    hide(true);
    for (let count = 0; count < 10; count += 1) last()?.event(event);
    clock.advance(60_000);
    expect(batches).toEqual([]);
    hide(false);
    expect(batches).toEqual([{ events: [], missed: true }]);
  });

  it('beyond two thousand a batch are left out, and said to be', () => {
    const { last, clock, batches } = createBench();
    for (let count = 0; count < 2_500; count += 1) last()?.event(event);
    clock.advance(250);
    expect(batches[0]?.events).toHaveLength(2_000);
    expect(batches[0]?.missed).toBe(true);
  });
});
