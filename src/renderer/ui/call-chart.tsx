import { useEffect, useEffectEvent, useRef, useState } from 'react';
import UPlot from 'uplot';
import { formatMinute } from '../format/times.ts';
import { type CallHover, CallHoverLabel } from './call-hover.tsx';
import { followSize, followTheme, plotOptions, toData } from './call-plot.ts';
import { type CallBucket, scaleCalls } from './call-scale.ts';
import { CallTable } from './call-table.tsx';

export interface CallChartProps {
  /** What the chart is of. */
  label: string;
  /** Oldest first; sixty at best. */
  buckets: readonly CallBucket[];
  /** Height in pixels. */
  height?: number;
  /** The label below a bucket; the minute of the day unless said otherwise. */
  formatTick?: (us: number) => string;
  /** Called with the stretch that a person dragged over: wall times in microseconds. */
  onZoom?: ((fromUs: number, toUs: number) => void) | undefined;
}

/** Calls as bars: allowed up in grey, refused down in red. The same figures follow as a table for screen readers. */
export function CallChart(props: CallChartProps) {
  const { label, buckets, height = 112, formatTick = formatMinute, onZoom } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [hover, setHover] = useState<CallHover | null>(null);
  const scale = scaleCalls(buckets);
  const shown = useRef({ scale, buckets, formatTick });
  shown.current = { scale, buckets, formatTick };
  const zoom = useEffectEvent((from: number, to: number) => {
    const first = buckets[Math.max(0, from)];
    const last = buckets[Math.min(buckets.length - 1, to)];
    if (first && last) onZoom?.(first.fromUs, last.toUs);
  });
  const canZoom = onZoom !== undefined;

  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const options = plotOptions(target, height, shown, canZoom, setHover, zoom);
    const made = new UPlot(options, toData(shown.current.scale), target);
    plot.current = made;
    const stopFollowing = [followSize(target, made, height), followTheme(made)];
    return () => {
      for (const stop of stopFollowing) stop();
      made.destroy();
      plot.current = null;
    };
  }, [height, canZoom]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scale is made from the buckets.
  useEffect(() => {
    plot.current?.setData(toData(scale));
  }, [buckets]);

  return (
    <figure aria-label={label} className="relative min-w-0" onPointerLeave={() => setHover(null)}>
      <div ref={box} aria-hidden style={{ height: `${height}px` }} />
      <CallHoverLabel hover={hover} bucket={hover === null ? undefined : buckets[hover.index]} />
      <CallTable label={label} buckets={buckets} />
    </figure>
  );
}
