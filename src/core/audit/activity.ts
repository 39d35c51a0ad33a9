import type { Activity, AuditFilter } from './audit-reader.ts';
import type { CallBlocks } from './call-blocks.ts';
import { CallTallies } from './call-tallies.ts';
import { walkCalls } from './call-walk.ts';
import type { LogView } from './log-view.ts';

/**
 * Calls and refusals over time, with their durations; yields between blocks. The buckets are those of the epoch that hold the
 * time asked for, so that the first and the last may reach beyond it.
 */
export function* activityOf(
  view: LogView,
  blocks: CallBlocks,
  filter: AuditFilter,
  buckets: number,
  nowUs: number,
): Generator<undefined, Activity> {
  const fromUs = filter.fromUs ?? firstTime(view) ?? nowUs;
  const toUs = Math.max(filter.toUs ?? nowUs, fromUs + 1);
  const bucketUs = Math.max(1, Math.ceil((toUs - fromUs) / Math.max(1, buckets - 1)));
  const tallies = new CallTallies(bucketUs);
  yield* walkCalls(view, blocks, { ...filter, fromUs, toUs }, tallies);
  return tallies.result(Math.floor(fromUs / bucketUs), buckets);
}

/** The latest activity: so many buckets, of which the last holds the time now. */
export function* recentActivity(
  view: LogView,
  blocks: CallBlocks,
  bucketUs: number,
  buckets: number,
  nowUs: number,
): Generator<undefined, Activity> {
  const first = Math.floor(nowUs / bucketUs) - buckets + 1;
  const tallies = new CallTallies(bucketUs);
  yield* walkCalls(view, blocks, { fromUs: first * bucketUs }, tallies);
  return tallies.result(first, buckets);
}

function firstTime(view: LogView): number | undefined {
  return view.parts[0]?.database
    .prepare<[], number>('SELECT at_us FROM entry ORDER BY seq LIMIT 1')
    .pluck()
    .get();
}
