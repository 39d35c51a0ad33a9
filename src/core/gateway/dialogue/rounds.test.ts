import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { toolRequest, waitingExchange } from '../../../../test/helpers/item-request.ts';
import { Rounds } from './rounds.ts';

const exchange = waitingExchange();

const request = (requestState?: string) =>
  toolRequest(exchange, requestState === undefined ? {} : { requestState });

function setUp() {
  const clock = new FakeClock();
  const rounds = new Rounds(randomBytes(32), clock);
  let expired = 0;
  const open = (round = 1) =>
    rounds.open(request(), { callId: 'c', round, state: null, held: null }, () => expired++);
  return { clock, rounds, open, expired: () => expired };
}

describe('rounds that clients come back for', () => {
  it('go on once, with the call and the number of the round', () => {
    const { rounds, open } = setUp();
    const handle = open(3);
    expect(rounds.claim(request())).toBeNull();
    expect(rounds.claim(request(handle))).toMatchObject({ callId: 'c', round: 3, state: null });
    expect(() => rounds.claim(request(handle))).toThrow(/used before/);
    expect(rounds.size).toBe(0);
  });

  it('end after ten minutes without the client, and leave nothing behind', () => {
    const { clock, rounds, open, expired } = setUp();
    const handle = open();
    clock.advance(599_999);
    expect(expired()).toBe(0);
    clock.advance(1);
    expect(expired()).toBe(1);
    expect([rounds.size, clock.pendingCount]).toEqual([0, 0]);
    expect(() => rounds.claim(request(handle))).toThrow(/expired/);
  });

  it('are good once more when given back, and no longer than before', () => {
    const { clock, rounds, open, expired } = setUp();
    const handle = open();
    clock.advance(500_000);
    rounds.claim(request(handle))?.giveBack();
    clock.advance(50_000);
    rounds.claim(request(handle))?.giveBack();
    clock.advance(50_000);
    expect(expired()).toBe(1);
    expect([rounds.size, clock.pendingCount]).toEqual([0, 0]);
    expect(() => rounds.claim(request(handle))).toThrow(/expired/);
  });

  it('are at most 32 for one client; one that comes back makes room', () => {
    const { rounds, open } = setUp();
    const [first] = Array.from({ length: 32 }, () => open());
    expect(() => open()).toThrow(expect.objectContaining({ code: 'limited' }));
    rounds.claim(request(first));
    open();
    expect(rounds.size).toBe(32);
  });
});
