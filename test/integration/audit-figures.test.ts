import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { activityOf, recentActivity } from '../../src/core/audit/activity.ts';
import type { AuditLog } from '../../src/core/audit/audit-log.ts';
import type { AuditFilter } from '../../src/core/audit/audit-reader.ts';
import { blockRows, blockStart, CallBlock } from '../../src/core/audit/call-block.ts';
import { CallBlocks } from '../../src/core/audit/call-blocks.ts';
import { LogView } from '../../src/core/audit/log-view.ts';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { everyRow } from '../../src/core/audit/query.ts';
import { readCalls } from '../../src/core/audit/read-calls.ts';
import { listSegments } from '../../src/core/audit/segment.ts';
import { latencyStats } from '../../src/core/audit/stats.ts';
import { StoredCallsReader } from '../../src/core/audit/stored-calls-reader.ts';
import { isCallSql, subjectKey, subjectKeySql } from '../../src/core/audit/subject.ts';
import { systemClock } from '../../src/core/clock.ts';
import { openDatabase } from '../../src/core/database.ts';
import {
  args,
  auditOptions,
  callDenied,
  callIntent,
  databaseId,
  okOutcome,
} from '../helpers/audit-fixture.ts';
import { readCallsPlainly, recountActivity, recountStats } from '../helpers/recount.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const startUs = 1_900_000_000_000_000;
const minuteUs = 60_000_000;
const actor = { type: 'client', door: 'mcp' } as const;

/** A log whose calls are chosen by a seed, some of them open for long, under a clock that stumbles. */
class RandomLog {
  readonly random: () => number;
  readonly options;
  nowUs = startUs;
  #log: AuditLog | null = null;
  #open: Awaited<ReturnType<AuditLog['intent']>>[] = [];

  constructor(seed: number) {
    this.random = seededRandom(seed);
    const nowUs = () => {
      const step = this.random();
      // Mostly on, now and then a step back, rarely an hour's sleep.
      this.nowUs += 90_000;
      if (step < 0.002) this.nowUs -= Math.floor(15_000_000 * this.random());
      if (step > 0.9995) this.nowUs += 60 * minuteUs;
      return this.nowUs;
    };
    this.options = auditOptions({
      clock: { ...systemClock, nowUs },
      limits: { segmentBytes: 1_500_000, gatherMs: 5 },
    });
  }

  get dir(): string {
    return this.options.dir;
  }

  one<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.random() * values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  async write(rows: number): Promise<void> {
    this.#log ??= await openAuditLog(this.options);
    const log = this.#log;
    for (let row = 0; row < rows; row += 64)
      await Promise.all(Array.from({ length: 64 }, () => this.#writeOne(log)));
  }

  /** What is open then is `unknown` when the log is opened again. */
  async close(): Promise<void> {
    await this.#log?.close();
    this.#log = null;
    this.#open = [];
  }

  async #writeOne(log: AuditLog): Promise<void> {
    const subject = {
      client: this.one(['a', 'b', 'c']),
      server: this.one(['one', 'two', 'three', 'fo\u001fur']),
      item: this.one(['x', 'y', '\u001f', 'long\u001f\u001f name']),
      session: this.one(['s', 't']).repeat(64),
    };
    const chance = this.random();
    if (chance < 0.05) return log.denied(callDenied(subject));
    if (chance < 0.07) return log.event({ kind: 'auth.failed', actor, code: 401 });
    if (chance < 0.09) return log.event({ kind: 'list.served', actor, client: subject.client });
    if (chance > 0.55) {
      const [call] = this.#open.splice(Math.floor(this.random() ** 4 * this.#open.length), 1);
      if (call === undefined) return;
      const duration_us = this.random() < 0.01 ? 2 ** 33 : Math.floor(this.random() ** 3 * 1e6);
      const code = this.random() < 0.1 ? { code: 50_400 } : {};
      log.outcome(call, { ...okOutcome, ...code, duration_us }, null, 'none');
      return;
    }
    this.#open.push(await log.intent(callIntent(subject), args, 'none'));
  }
}

function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function openBlocks(dir: string, limitBytes = 2 ** 25): CallBlocks {
  const stored = new StoredCallsReader(dir);
  onTestFinished(() => stored.close());
  return new CallBlocks(limitBytes, stored);
}

/** The keys that SQLite makes of the subjects of a block. */
function storedKeys({ parts }: LogView, { firstSeq, lastSeq }: CallBlock): Set<string> {
  const keys = parts.map(({ database }) =>
    database
      .prepare<[number, number], string>(
        `SELECT DISTINCT ${subjectKeySql} FROM entry WHERE seq BETWEEN ? AND ? AND ${isCallSql}`,
      )
      .pluck()
      .all(firstSeq, lastSeq),
  );
  return new Set(keys.flat());
}

/** Equal for equal blocks, in whatever order their subjects came. */
function contentOf(block: CallBlock) {
  block.close();
  const { earlier, atUs, places, outcomes, subjects } = block;
  const calls = [...block.subjectNumbers].map((number) => subjects[number]);
  return { earlier, atUs, places, outcomes, calls };
}

function openView(dir: string): LogView {
  const view = new LogView(dir, databaseId);
  onTestFinished(() => view.close());
  return view;
}

function randomFilter(log: RandomLog): AuditFilter {
  const spanUs = log.nowUs - startUs;
  const times = [log.random(), log.random()].sort().map((at) => startUs + Math.floor(at * spanUs));
  const [fromUs = 0, toUs = 0] = times;
  return log.one<AuditFilter>([
    {},
    { fromUs },
    { toUs },
    { fromUs, toUs },
    { fromUs, toUs: fromUs + 7 * minuteUs + 1 },
    { client: 'a', fromUs },
    { server: 'fo\u001fur' },
    { item: '\u001f', toUs },
    { refused: true },
    { decision: 'allow', server: 'two', fromUs, toUs },
    { kind: 'call.denied' },
    { session: 't'.repeat(64), fromUs, toUs },
    { text: '"item":"y"', toUs },
  ]);
}

/** Asks both ways and compares; `questions` random ones. */
function check(log: RandomLog, view: LogView, blocks: CallBlocks, questions: number): void {
  const calls = readCallsPlainly(view);
  for (let question = 0; question < questions; question++) {
    const filter = randomFilter(log);
    expect(finish(latencyStats(view, blocks, filter)), JSON.stringify(filter)).toEqual(
      recountStats(calls.all, filter),
    );
    const buckets = log.one([1, 7, 60]);
    const activity = finish(activityOf(view, blocks, filter, buckets, log.nowUs));
    const bounded = { fromUs: calls.firstUs, toUs: log.nowUs, ...filter };
    expect(activity, JSON.stringify(filter)).toEqual(recountActivity(calls.all, bounded, activity));
  }
}

function checkRecent(log: RandomLog, view: LogView, blocks: CallBlocks, bucketUs: number) {
  const activity = finish(recentActivity(view, blocks, bucketUs, 20, log.nowUs));
  expect(activity).toEqual(recountActivity(readCallsPlainly(view).all, {}, activity));
}

describe('figures of the audit log', () => {
  it.each([1, 2])(
    'AD-13: are what a plain recount gives, while rows arrive and segments are sealed (seed %i)',
    async (seed) => {
      const log = new RandomLog(seed);
      onTestFinished(() => log.close());
      const blocks = openBlocks(log.dir);
      const narrow = openBlocks(log.dir, 300_000);
      const unaided = openBlocks('where nobody writes');
      for (const rows of [64, 9_000, 64, 14_000, 9_000, 128]) {
        await log.write(rows);
        if (rows === 128) await log.close();
        if (rows === 128) await log.write(64);
        const view = openView(log.dir);
        check(log, view, blocks, 8);
        check(log, view, narrow, 4);
        check(log, view, unaided, 2);
        expect(narrow.bytes).toBeLessThanOrEqual(300_000);
        for (const us of [minuteUs, 3 * minuteUs]) checkRecent(log, view, blocks, us);
      }
      expect(listSegments(log.dir).length).toBeGreaterThanOrEqual(3);
      expect(openView(log.dir).head.seq).toBeGreaterThan(blockRows);
    },
    120_000,
  );

  it('AD-13: a block that the writer thread hands over is the one that is read', async () => {
    const log = new RandomLog(5);
    onTestFinished(() => log.close());
    const stored = new StoredCallsReader(log.dir);
    onTestFinished(() => stored.close());
    let handed = new CallBlock(1);
    const hasBlock = async () => {
      // The thread hears it once it has started.
      stored.request();
      await log.write(5_000);
      const view = openView(log.dir);
      handed = new CallBlock(blockStart(view.head.seq - blockRows));
      stored.addTo(handed, view, handed.firstSeq + blockRows - 1);
      return handed.count > 0;
    };
    await expect.poll(hasBlock, { timeout: 60_000 }).toBe(true);
    const read = new CallBlock(handed.firstSeq);
    const view = openView(log.dir);
    readCalls(view, read, handed.lastSeq, everyRow);
    expect(read.count).toBeGreaterThan(1_000);
    expect(contentOf(handed)).toEqual(contentOf(read));
    // Under other keys a block that came in two ways would hold each subject twice.
    expect(new Set(handed.subjects.map(subjectKey))).toEqual(storedKeys(view, handed));
  });

  it('belong to the moment of their view, whatever was kept from a later one', async () => {
    const log = new RandomLog(3);
    onTestFinished(() => log.close());
    const blocks = openBlocks(log.dir);
    await log.write(1_000);
    const before = openView(log.dir);
    await log.write(1_000);
    const now = openView(log.dir);
    check(log, now, blocks, 3);
    check(log, before, blocks, 3);
    check(log, now, blocks, 3);
  });

  it('are of the rows that are there, after the log was cut and went on otherwise', async () => {
    const log = new RandomLog(4);
    onTestFinished(() => log.close());
    const blocks = openBlocks(log.dir);
    await log.write(3_000);
    await log.close();
    const whole = openView(log.dir);
    check(log, whole, blocks, 3);
    checkRecent(log, whole, blocks, 3 * minuteUs);
    cutTail(log.dir, 200);
    const cut = openView(log.dir);
    expect(cut.head.seq).toBe(whole.head.seq - 200);
    check(log, cut, blocks, 3);
    checkRecent(log, cut, blocks, 3 * minuteUs);
    await log.write(1_500);
    check(log, openView(log.dir), blocks, 3);
    checkRecent(log, openView(log.dir), blocks, 3 * minuteUs);
  });
});

/** The last rows vanish from the last segment and from the journal. */
function cutTail(dir: string, rows: number): void {
  const segment = openDatabase(listSegments(dir).at(-1)?.path ?? '');
  segment.exec('DROP TRIGGER entry_no_delete');
  segment.prepare('DELETE FROM entry WHERE seq > (SELECT max(seq) FROM entry) - ?').run(rows);
  segment.exec(
    `CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
  );
  segment.close();
  for (const file of readdirSync(dir))
    if (file.startsWith('journal')) truncateSync(join(dir, file));
}
