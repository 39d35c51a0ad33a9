export const timeRanges = ['1h', '24h', '7d'] as const;
export type TimeRange = (typeof timeRanges)[number];

const minutes: Readonly<Record<TimeRange, number>> = { '1h': 60, '24h': 1_440, '7d': 10_080 };
const bucketCount = 60;

/**
 * Where a range begins, in microseconds, so that sixty buckets end with the minute that is under way. It stays the same
 * for a whole bucket: until then the question is the same.
 */
export function startOfRange(range: TimeRange, nowMs: number): number {
  const bucketMs = (minutes[range] * 60_000) / bucketCount;
  return (Math.floor(nowMs / bucketMs) - bucketCount + 1) * bucketMs * 1_000;
}

/** Where it ends, exclusive: the end of the bucket that is under way. */
export function endOfRange(range: TimeRange, nowMs: number): number {
  return startOfRange(range, nowMs) + minutes[range] * 60_000_000;
}
