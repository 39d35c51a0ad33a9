import type { MethodInput, MethodOutput } from '../../engine/method-types.ts';

export type ActivityRange = NonNullable<MethodInput<'engine.overview'>['period']>;

/** Calls over time, in sixty buckets, with totals and per server. */
export type Activity = MethodOutput<'engine.overview'>['activity'];

export const activityRanges = [
  { value: '1h', label: '1 h', words: 'the last hour' },
  { value: '24h', label: '24 h', words: 'the last day' },
  { value: '7d', label: '7 d', words: 'the last week' },
] as const satisfies readonly { value: ActivityRange; label: string; words: string }[];

/** The range of a search part; an hour where it names none. */
export function toActivityRange(text: string | null): (typeof activityRanges)[number] {
  return activityRanges.find(({ value }) => value === text) ?? activityRanges[0];
}
