import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { LogRecorder } from '../../../../test/helpers/log-recorder.ts';
import type { AuditEvent } from '../../audit/record.ts';
import { Cancellation } from '../../cancellation.ts';
import { unknownClient } from '../message/client-facts.ts';
import { HttpSessions } from './sessions.ts';

function setUp(sessionsPerClient = 3) {
  const clock = new FakeClock();
  const log = new LogRecorder();
  const rows: AuditEvent[] = [];
  const event = async (row: AuditEvent) => {
    rows.push(row);
  };
  const limits = { sessionsPerClient, sessionIdleMs: 60_000 };
  const sessions = new HttpSessions({
    audit: { event },
    clock,
    log,
    limits,
    onEnded: () => undefined,
  });
  const open = (clientId = 'a', tokenId = 't') =>
    sessions.open({
      clientId,
      tokenId,
      client: unknownClient,
      route: { kind: 'all' },
    });
  const ended = () =>
    rows.filter((row) => row.kind === 'session.closed').map((row) => row.detail?.why);
  return { clock, rows, sessions, open, ended };
}

describe('sessions', () => {
  it('TR-21: ids hold 192 random bits and never reach a row', () => {
    const { open, rows } = setUp(100);
    const ids = Array.from({ length: 50 }, () => open().id);
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(24);
    expect(ids.filter((id) => JSON.stringify(rows).includes(id))).toEqual([]);
  });

  it('TR-21 AU-11: only the token that made it finds it', () => {
    const { sessions, open } = setUp();
    const session = open('a', 'one');
    expect(sessions.find(session.id, 'one', { kind: 'all' })).toBe(session);
    expect(sessions.find(session.id, 'two', { kind: 'all' })).toBeNull();
    expect(sessions.find('unknown', 'one', { kind: 'all' })).toBeNull();
  });

  it('ends what is idle, but nothing with a call in flight', () => {
    const { clock, sessions, open, ended } = setUp();
    const idle = open();
    const used = open();
    const busy = open();
    busy.inFlight.add({ id: '1', abort: new Cancellation() });
    clock.advance(40_000);
    sessions.find(used.id, 't', { kind: 'all' });
    clock.advance(40_000);
    expect(ended()).toEqual(['idle']);
    expect(sessions.find(idle.id, 't', { kind: 'all' })).toBeNull();
    expect([...sessions.all()]).toEqual([used, busy]);
  });

  it('at the cap the least recently used quiet session makes room', () => {
    const { clock, sessions, open } = setUp(2);
    const first = open();
    const second = open();
    const other = open('b');
    clock.advance(1);
    sessions.find(first.id, 't', { kind: 'all' });
    const third = open();
    expect([...sessions.all()]).toEqual([first, other, third]);
    expect(sessions.find(second.id, 't', { kind: 'all' })).toBeNull();
  });

  it('TR-12: at the cap with all of them busy no more is opened', () => {
    const { open } = setUp(1);
    open().inFlight.add({ id: '1', abort: new Cancellation() });
    expect(() => open()).toThrow(expect.objectContaining({ code: 'too_many_requests' }));
    expect(open('b').clientId).toBe('b');
  });

  it('AU-10: revoking a token aborts the calls of its sessions and leaves the others', () => {
    const { sessions, open, ended } = setUp();
    const revoked = open('a', 'one');
    const kept = open('a', 'two');
    const call = new Cancellation();
    const twin = new Cancellation();
    revoked.inFlight.add({ id: '1', abort: call });
    revoked.inFlight.add({ id: '1', abort: twin });
    sessions.revoke('a', 'one');
    expect(call.signal.reason).toMatchObject({ code: 'unauthorized' });
    expect(twin.signal.aborted).toBe(true);
    expect([...sessions.all()]).toEqual([kept]);
    expect(ended()).toEqual(['revoked']);
  });

  it('opened and closed sessions leave nothing behind', async () => {
    const { clock, sessions, open } = setUp();
    for (let count = 0; count < 1_000; count++) sessions.end(open(), 'deleted');
    clock.advance(60_000);
    expect([...sessions.all()]).toEqual([]);
    expect(clock.pendingCount).toBe(0);
    await sessions.close();
  });
});
