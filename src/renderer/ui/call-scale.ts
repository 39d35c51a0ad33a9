import { formatCount } from '../format/numbers.ts';

/** Calls within a stretch of time. */
export interface CallBucket {
  /** Wall time in microseconds: inclusive, exclusive. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly allowed: number;
  readonly refused: number;
}

/** What is drawn: refused calls go down from zero on a scale of their own. */
export interface CallScale {
  /** Top of the axis; its half and it are labelled. At least 2. */
  readonly top: number;
  /** Bottom, as a negative number on the same axis. */
  readonly bottom: number;
  readonly up: readonly (number | null)[];
  readonly down: readonly (number | null)[];
}

/** The part of the height below zero. */
const downShare = 0.2;
/** A single refusal among a thousand calls is still seen: this much of the height at least. */
const leastShare = 0.03;

/** Heights of the bars. Nothing is drawn where nothing happened. */
export function scaleCalls(buckets: readonly CallBucket[]): CallScale {
  const top = niceTop(Math.max(0, ...buckets.map(({ allowed }) => allowed)));
  const height = top / (1 - downShare);
  const most = Math.max(1, ...buckets.map(({ refused }) => refused));
  const toDepth = (refused: number) =>
    -Math.max(leastShare * height, (refused / most) * downShare * height * 0.9);
  return {
    top,
    bottom: -downShare * height,
    up: buckets.map(({ allowed }) => (allowed === 0 ? null : allowed)),
    down: buckets.map(({ refused }) => (refused === 0 ? null : toDepth(refused))),
  };
}

/** The next even number of the form 2, 4, 10, 20, 40, 50, 100 …, so that its half is whole as well. */
function niceTop(value: number): number {
  for (let unit = 1; ; unit *= 10)
    for (const step of [2, 4, 6, 10]) if (step * unit >= value) return step * unit;
}

/** A label of the axis, which has room for four signs. */
export function formatAxis(value: number): string {
  if (value < 1_000) return formatCount(value);
  return value < 1_000_000
    ? `${formatCount(value / 1_000)}k`
    : `${formatCount(value / 1_000_000)}M`;
}
