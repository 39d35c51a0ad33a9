import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callDenied, callIntent, okOutcome } from '../../../test/helpers/audit-fixture.ts';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { LogRecorder } from '../../../test/helpers/log-recorder.ts';
import { temporaryDirectory } from '../../../test/helpers/temporary-directory.ts';
import { AppError } from '../../shared/errors.ts';
import type { Durability } from '../database.ts';
import { Ballast } from './ballast.ts';
import { BodyWriter } from './body.ts';
import { genesis } from './chain.ts';
import { CommitQueue } from './commit-queue.ts';
import { Health } from './health.ts';
import { Journal } from './journal.ts';
import { linkTail, readRuns } from './journal-files.ts';
import type { Row } from './row.ts';

type Fault = 'none' | 'write' | 'sync' | 'hang' | 'full' | 'quota';

/** A real journal on a disk that fails when told to. */
class FailingJournal extends Journal {
  fault: Fault = 'none';
  writes = 0;
  release: (() => void) | null = null;
  /** Whether the room that is held back is what this journal lacks. */
  isReserveHeld = () => true;

  override write(rows: readonly Row[]): void {
    super.write(rows);
    this.writes += 1;
    if (this.fault === 'write') throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    if (this.fault === 'full' || (this.fault === 'quota' && this.isReserveHeld()))
      throw Object.assign(new Error('no room'), { code: 'EDQUOT' });
  }

  override sync(done: (error: Error | null) => void): void {
    if (this.fault === 'hang') this.release = () => super.sync(done);
    else if (this.fault === 'sync') done(Object.assign(new Error('i/o error'), { code: 'EIO' }));
    else super.sync(done);
  }
}

class CountedBallast extends Ballast {
  tries = 0;
  isRefused = false;

  override hold(): boolean {
    this.tries += 1;
    return !this.isRefused && super.hold();
  }
}

function queueOn(durability: Durability, queueRows = 100) {
  const dir = temporaryDirectory();
  const clock = new FakeClock();
  const journal = new FailingJournal(dir, genesis('db'));
  const health = new Health(new LogRecorder(), clock);
  const bodies = new BodyWriter(clock, 'boot', 0);
  const abandoned: number[] = [];
  const ballast = new CountedBallast(dir, 4_096);
  journal.isReserveHeld = () => existsSync(join(dir, 'ballast'));
  const queue = new CommitQueue({
    ...{ journal, durability, health, clock, queueRows, queueMs: 5_000, retryMs: 500, ballast },
    onCommitted() {},
    onAbandoned: (_, seq) => abandoned.push(seq),
  });
  const onDisk = () => linkTail(readRuns(dir), genesis('db')).map(({ row }) => row.kind);
  const denied = () => bodies.denied(callDenied());
  const outcome = () => {
    const { call_id: callId, actor, round } = callIntent();
    return bodies.outcome({ callId, actor, round, parentSeq: 1 }, okOutcome, null);
  };
  return { queue, journal, ballast, health, clock, abandoned, onDisk, denied, outcome };
}

/** What was asked for in this turn of the event loop is on its way to the disk afterwards. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('CommitQueue', () => {
  it.each([
    ['crash', 'write'],
    ['power-loss', 'write'],
    ['power-loss', 'sync'],
  ] as const)(
    'AD-18: under %s, after a failed %s nothing is acknowledged until the file was reopened and read back',
    async (durability, fault) => {
      const { queue, journal, health, clock, onDisk, denied, outcome } = queueOn(durability);
      await queue.commit(denied());
      journal.fault = fault;
      queue.owe(outcome());
      await expect(queue.commit(denied())).rejects.toMatchObject({ code: 'audit_unavailable' });
      await expect(queue.commit(denied())).rejects.toMatchObject({ code: 'audit_unavailable' });
      expect(health.writable).toBe(false);
      expect(health.problem).toBe('The audit log cannot be written (EIO).');
      journal.fault = 'none';
      clock.advance(500);
      await queue.settle();
      expect(health.writable).toBe(true);
      expect(await queue.commit(denied())).toBe(3);
      expect(onDisk()).toEqual(['call.denied', 'call.outcome', 'call.denied']);
    },
  );

  it('AD-18: goes on trying while the disk goes on failing, and keeps what is owed', async () => {
    const { queue, journal, health, clock, onDisk, outcome } = queueOn('crash');
    journal.fault = 'write';
    queue.owe(outcome());
    await queue.settle();
    clock.advance(5_000);
    expect(health.writable).toBe(false);
    expect(queue.length).toBe(1);
    journal.fault = 'none';
    clock.advance(500);
    expect(onDisk()).toEqual(['call.outcome']);
  });

  it('AD-1: a row that waits 5 s for the disk is refused; if it gets there after all, its caller is made to say so', async () => {
    const { queue, journal, health, clock, abandoned, denied } = queueOn('power-loss');
    journal.fault = 'hang';
    const first = queue.commit(denied());
    await endOfTurn();
    const second = queue.commit(denied());
    const refusals = Promise.allSettled([first, second]);
    clock.advance(5_000);
    expect((await refusals).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(health.problem).toBe('The disk does not answer.');
    journal.fault = 'none';
    journal.release?.();
    await queue.settle();
    expect(health.writable).toBe(true);
    expect(abandoned).toEqual([1]);
    expect(await queue.commit(denied())).toBe(2);
  });

  it.each(['crash', 'power-loss'] as const)(
    'AD-17: under %s, the room that is freed goes to what is owed, even where the system says that there is plenty',
    async (durability) => {
      const { queue, journal, health, clock, onDisk, denied, outcome } = queueOn(durability);
      queue.holdReserve();
      expect(health.writable).toBe(true);
      // As a quota has it: the file system has room, and this user has not.
      journal.fault = 'quota';
      queue.owe(outcome());
      await queue.settle();
      expect(onDisk()).toEqual(['call.outcome']);
      expect(journal.writes).toBe(2);
      await expect(queue.commit(denied())).rejects.toMatchObject({ code: 'audit_unavailable' });
      expect(health.problem).toBe('The disk is full.');
      journal.fault = 'none';
      clock.advance(500);
      expect(health.writable).toBe(true);
      expect(await queue.commit(denied())).toBe(2);
    },
  );

  it('AD-17: looks for room once at a time, however long the disk is full', async () => {
    const { queue, journal, ballast, health, clock, onDisk, outcome } = queueOn('crash');
    queue.holdReserve();
    journal.fault = 'full';
    ballast.isRefused = true;
    queue.owe(outcome());
    await queue.settle();
    const { tries } = ballast;
    clock.advance(50 * 500);
    expect(ballast.tries - tries).toBeLessThanOrEqual(50);
    expect(health.writable).toBe(false);
    ballast.isRefused = false;
    journal.fault = 'none';
    clock.advance(1_000);
    expect(health.writable).toBe(true);
    expect(onDisk()).toEqual(['call.outcome']);
  });

  it('a full queue refuses at once, outcomes too', async () => {
    const { queue, journal, denied, outcome } = queueOn('power-loss', 3);
    journal.fault = 'hang';
    const waiting = [queue.commit(denied())];
    await endOfTurn();
    for (let row = 0; row < 3; row++) waiting.push(queue.commit(denied()));
    await expect(queue.commit(denied())).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(() => queue.owe(outcome())).toThrow();
    journal.fault = 'none';
    journal.release?.();
    expect(await Promise.all(waiting)).toEqual([1, 2, 3, 4]);
  });

  it('under crash a turn that asks for more rows than the queue holds writes in between', async () => {
    const { queue, onDisk, denied } = queueOn('crash', 3);
    const seqs = await Promise.all(Array.from({ length: 7 }, () => queue.commit(denied())));
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(onDisk()).toHaveLength(7);
  });

  it('AD-1: the rows of one turn are one write, and none is acknowledged before it', async () => {
    const { queue, journal, onDisk, denied, outcome } = queueOn('crash');
    const first = queue.commit(denied());
    queue.owe(outcome());
    const second = queue.commit(denied());
    expect(onDisk()).toEqual([]);
    expect(await Promise.all([first, second])).toEqual([1, 3]);
    expect(journal.writes).toBe(1);
    expect(onDisk()).toEqual(['call.denied', 'call.outcome', 'call.denied']);
  });

  it('a row that is alone is on the disk at once, with what was owed before it', async () => {
    const { queue, journal, onDisk, denied, outcome } = queueOn('crash');
    queue.owe(outcome());
    const asked = queue.commit(denied(), 'alone');
    expect(onDisk()).toEqual(['call.outcome', 'call.denied']);
    expect(await asked).toBe(2);
    await endOfTurn();
    expect(journal.writes).toBe(1);
  });

  it('a row that is alone has its seq at once, behind what was owed before it', () => {
    const { queue, onDisk, denied, outcome } = queueOn('crash');
    queue.owe(outcome());
    expect(queue.commitNow(denied())).toBe(2);
    expect(onDisk()).toEqual(['call.outcome', 'call.denied']);
  });

  it('AD-18: a row that is alone and cannot be written is refused at once, and is not written later', async () => {
    const { queue, journal, health, clock, onDisk, denied, outcome } = queueOn('crash');
    journal.fault = 'write';
    queue.owe(outcome());
    const refused = expect.objectContaining({ code: 'audit_unavailable' });
    expect(() => queue.commitNow(denied())).toThrow(refused);
    expect(health.writable).toBe(false);
    expect(() => queue.commitNow(denied())).toThrow(refused);
    journal.fault = 'none';
    clock.advance(500);
    await queue.settle();
    expect(onDisk()).toEqual(['call.outcome']);
    expect(queue.commitNow(denied())).toBe(2);
  });

  it('an outcome that is alone is written when its caller is done, before the turn is over', async () => {
    const { queue, onDisk, outcome } = queueOn('crash');
    queue.owe(outcome(), 'alone');
    expect(onDisk()).toEqual([]);
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(onDisk()).toEqual(['call.outcome']);
  });

  it('after its end it takes no row, owed or not', async () => {
    const { queue, onDisk, denied, outcome } = queueOn('crash');
    const last = queue.commit(denied());
    expect(await queue.end()).toBe(0);
    expect(await last).toBe(1);
    await expect(queue.commit(denied())).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(() => queue.owe(outcome())).toThrow(AppError);
    expect(onDisk()).toEqual(['call.denied']);
  });

  it.each(['crash', 'power-loss'] as const)(
    'under %s, a row that is taken while the end is on its way is written before it',
    async (durability) => {
      const { queue, onDisk, denied, outcome } = queueOn(durability);
      const first = queue.commit(denied());
      const ended = queue.end().then((lost) => [lost, ...onDisk()]);
      queue.owe(outcome(), 'alone');
      expect(await ended).toEqual([0, 'call.denied', 'call.outcome']);
      expect(await first).toBe(1);
    },
  );

  it('rows that gather while a sync runs go out together, in order', async () => {
    const { queue, journal, onDisk, denied, outcome } = queueOn('power-loss');
    journal.fault = 'hang';
    const first = queue.commit(denied());
    await endOfTurn();
    queue.owe(outcome());
    const second = queue.commit(denied());
    journal.fault = 'none';
    journal.release?.();
    expect(await Promise.all([first, second])).toEqual([1, 3]);
    expect(onDisk()).toEqual(['call.denied', 'call.outcome', 'call.denied']);
  });
});
