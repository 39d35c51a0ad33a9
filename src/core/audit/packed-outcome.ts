import { durationBucket } from './duration-histogram.ts';

/** How a call ended, in 16 bits; `noOutcome` while it has not. */
export const noOutcome = 0;

const failedBit = 0x8000;
const withoutDuration = 1;

/** A duration is kept as the bucket of the histogram that it falls into. */
export function packOutcome(failed: boolean, durationUs: number | null): number {
  const duration =
    durationUs === null ? withoutDuration : withoutDuration + 1 + durationBucket(durationUs);
  return failed ? duration | failedBit : duration;
}

export function hasFailed(outcome: number): boolean {
  return (outcome & failedBit) !== 0;
}

/** Null where none was recorded: what became of the call is not known. */
export function outcomeBucket(outcome: number): number | null {
  const duration = outcome & ~failedBit;
  return duration <= withoutDuration ? null : duration - withoutDuration - 1;
}
