import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { Liveness } from './liveness.ts';
import { Proof } from './proof.ts';

function liveness(settings = { interval_s: 30, timeout_s: 10, idle_s: 300 }, answers = true) {
  const clock = new FakeClock();
  const pings: number[] = [];
  const state = { inFlight: 0, dead: 0 };
  const proof = new Proof();
  const made = new Liveness({
    clock,
    settings: () => settings,
    proof,
    ping: async (timeoutMs) => {
      pings.push(timeoutMs);
      if (!answers) throw new Error('no answer');
      made.answered();
    },
    inFlight: () => state.inFlight,
    onDead: () => void state.dead++,
  });
  return { clock, pings, state, made, proof };
}

describe('Liveness', () => {
  it('SU-12: no probe before the first call, none when idle, none while it works', async () => {
    const { clock, pings, state, made } = liveness();
    await clock.advanceAsync(60_000);
    expect(pings).toEqual([]);
    made.called();
    await clock.advanceAsync(60_000);
    expect(pings).toEqual([10_000, 10_000]);
    state.inFlight = 1;
    await clock.advanceAsync(60_000);
    expect(pings).toHaveLength(2);
    state.inFlight = 0;
    await clock.advanceAsync(600_000);
    const whileInUse = pings.length;
    await clock.advanceAsync(600_000);
    expect(pings).toHaveLength(whileInUse);
    expect(state.dead).toBe(0);
  });

  it('SU-12: three timeouts in a row probe for 5 s; an answer in between starts the count anew', async () => {
    const { clock, pings, state, made } = liveness(undefined, false);
    for (let round = 0; round < 3; round++) {
      made.timedOut();
      made.timedOut();
      made.answered();
    }
    expect(pings).toEqual([]);
    for (let round = 0; round < 3; round++) made.timedOut();
    expect(pings).toEqual([5_000]);
    await clock.advanceAsync(0);
    expect(state.dead).toBe(1);
  });

  it('SU-15: asks once after a sleep, also a server that is not in use, and forgets what timed out before', async () => {
    const { clock, pings, state, made } = liveness();
    made.timedOut();
    made.timedOut();
    made.resumed(700);
    made.resumed(900);
    made.timedOut();
    await clock.advanceAsync(899);
    expect(pings).toEqual([]);
    await clock.advanceAsync(30_000);
    expect(pings).toEqual([10_000]);
    made.resumed(0);
    state.inFlight = 1;
    await clock.advanceAsync(1_000);
    expect(pings).toHaveLength(1);
    state.inFlight = 0;
    made.resumed(500);
    made.stop();
    await clock.advanceAsync(1_000);
    expect([pings.length, state.dead]).toEqual([1, 0]);
  });

  it('every answer is a proof, to a call and to a probe, of the moment at which it was asked', async () => {
    const { clock, made, proof } = liveness();
    expect(proof.provedUs).toBeNull();
    made.called();
    const calledUs = clock.nowUs();
    clock.advance(2_000);
    expect(proof.provedUs).toBeNull();
    made.answered();
    expect(proof.provedUs).toBe(calledUs);
    await clock.advanceAsync(28_000);
    expect(proof.provedUs).toBe(calledUs + 30_000_000);
    await clock.advanceAsync(15_000);
    expect(proof.provedUs).toBe(calledUs + 30_000_000);
  });

  it('what does not answer proves nothing', async () => {
    const { clock, made, proof } = liveness(undefined, false);
    made.called();
    await clock.advanceAsync(60_000);
    expect(proof.provedUs).toBeNull();
  });

  it('is silent once stopped, and with an interval of 0', async () => {
    const { clock, pings, state, made } = liveness(undefined, false);
    made.called();
    made.stop();
    await clock.advanceAsync(120_000);
    expect([pings.length, state.dead, clock.pendingCount]).toEqual([0, 0, 0]);
    const off = liveness({ interval_s: 0, timeout_s: 10, idle_s: 300 });
    off.made.called();
    await off.clock.advanceAsync(120_000);
    expect(off.pings).toEqual([]);
  });
});
