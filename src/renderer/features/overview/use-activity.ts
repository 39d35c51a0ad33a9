import { useMethod } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { useNow } from '../../ui/use-now.ts';
import { type ActivityRange, endOfRange, startOfRange } from './activity-range.ts';

/** Calls over time, in sixty buckets, with totals and per server. */
export type Activity = MethodOutput<'audit.histogram'>;

/** Calls and refusals over a range that ends now; the one before stays until the next is there. */
export function useActivity(range: ActivityRange): Activity | undefined {
  const nowMs = useNow();
  const filter = { fromUs: startOfRange(range, nowMs), toUs: endOfRange(range, nowMs) };
  return useMethod('audit.histogram', { filter }, { keepPrevious: true }).data;
}
