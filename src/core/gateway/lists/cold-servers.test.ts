import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { ColdServers } from './cold-servers.ts';

/** One server that nobody has read yet. */
function coldServer() {
  const clock = new FakeClock();
  const reading = Promise.withResolvers<void>();
  const seen = { observedUs: null as number | null };
  let refreshes = 0;
  const refresh = async () => {
    refreshes++;
    await reading.promise;
    seen.observedUs = 1;
  };
  const servers = new ColdServers({ of: () => seen }, { refresh }, clock);
  /** Whether a list that asks now has been waiting until the server was read, or is over. */
  const list = () => {
    const told = { isOver: false };
    void servers.warmForList(['s']).then(() => {
      told.isOver = true;
    });
    return told;
  };
  return { clock, list, read: () => reading.resolve(), refreshes: () => refreshes };
}

describe('ColdServers', () => {
  it('lists that come together all wait for the one reading', async () => {
    const { clock, list, read, refreshes } = coldServer();
    const lists = [list(), list()];
    await clock.advanceAsync(1_000);
    lists.push(list());
    await clock.advanceAsync(0);
    expect(lists.map(({ isOver }) => isOver)).toEqual([false, false, false]);
    read();
    await clock.advanceAsync(0);
    expect(lists.map(({ isOver }) => isOver)).toEqual([true, true, true]);
    expect([refreshes(), clock.pendingCount]).toEqual([1, 0]);
  });

  it('wait 2 s at most, once', async () => {
    const { clock, list } = coldServer();
    const first = list();
    await clock.advanceAsync(1_500);
    const second = list();
    await clock.advanceAsync(500);
    expect([first.isOver, second.isOver]).toEqual([true, true]);
    const third = list();
    await clock.advanceAsync(0);
    expect(third.isOver).toBe(true);
  });
});
