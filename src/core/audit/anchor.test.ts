import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { Anchor } from './anchor.ts';

/** An anchor whose syncs take until `synced` is called. */
function slowAnchor() {
  const clock = new FakeClock();
  const kept: number[] = [];
  const syncing: (() => void)[] = [];
  const anchor = new Anchor({
    ...{ databaseId: 'db', clock, everyMs: 1_000 },
    sync: () => new Promise((resolve) => syncing.push(resolve)),
    onAnchor: ({ seq }) => kept.push(seq),
  });
  return {
    clock,
    kept,
    notice: (seq: number) => anchor.notice({ seq, hash: Buffer.alloc(32, seq) }),
    synced: async () => {
      syncing.shift()?.();
      await clock.advanceAsync(0);
    },
  };
}

describe('Anchor', () => {
  it('AD-9: keeps a head once its rows are on the disk, and not more often than it may', async () => {
    const { clock, kept, notice, synced } = slowAnchor();
    notice(1);
    notice(2);
    await clock.advanceAsync(999);
    await synced();
    expect(kept).toEqual([]);
    await clock.advanceAsync(1);
    expect(kept).toEqual([]);
    await synced();
    expect(kept).toEqual([2]);
    expect(clock.pendingCount).toBe(0);
  });

  it('AD-9: rows that are stored during a sync are anchored too, though nothing follows them', async () => {
    const { clock, kept, notice, synced } = slowAnchor();
    notice(1);
    await clock.advanceAsync(1_000);
    notice(2);
    await synced();
    await clock.advanceAsync(1_000);
    await synced();
    expect(kept).toEqual([1, 2]);
  });
});
