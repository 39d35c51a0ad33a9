import { formatCount, formatCounted } from '../format/numbers.ts';
import { formatMinute } from '../format/times.ts';
import type { CallBucket } from './call-scale.ts';

/** The bucket under the pointer. */
export interface CallHover {
  readonly index: number;
  readonly leftPx: number;
}

/** What one bucket holds, over its bar. */
export function CallHoverLabel({
  hover,
  bucket,
}: {
  hover: CallHover | null;
  bucket: CallBucket | undefined;
}) {
  if (hover === null || bucket === undefined) return null;
  const { allowed, refused, fromUs } = bucket;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute -top-8 z-10 -translate-x-1/2 whitespace-nowrap rounded-6 bg-raised px-8 py-4 text-11 shadow-2"
      style={{ left: `clamp(6rem, ${hover.leftPx}px, calc(100% - 6rem))` }}
    >
      <span className="text-ink-3">{formatMinute(fromUs)}</span> {formatCounted(allowed, 'call')}
      {refused > 0 && <span className="text-red">, {formatCount(refused)} refused</span>}
    </div>
  );
}
