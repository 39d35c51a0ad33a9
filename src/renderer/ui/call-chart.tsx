import { useEffect, useEffectEvent, useRef, useState } from 'react';
import UPlot from 'uplot';
import { formatCount, formatCounted } from '../format/numbers.ts';
import { formatMinute, formatMoment } from '../format/times.ts';
import { type CallBucket, type CallScale, scaleCalls } from './call-scale.ts';

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

interface Hover {
  readonly index: number;
  readonly leftPx: number;
}

/** Calls as bars: allowed up in grey, refused down in red. The same figures follow as a table for screen readers. */
export function CallChart(props: CallChartProps) {
  const { label, buckets, height = 112, formatTick = formatMinute, onZoom } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
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
      <HoverLabel hover={hover} bucket={hover === null ? undefined : buckets[hover.index]} />
      <BucketTable label={label} buckets={buckets} />
    </figure>
  );
}

type Shown = {
  current: { scale: CallScale; buckets: readonly CallBucket[]; formatTick: (us: number) => string };
};

const axisFont = '400 10.5px Inter';

function plotOptions(
  target: HTMLElement,
  height: number,
  shown: Shown,
  canZoom: boolean,
  onHover: (hover: Hover | null) => void,
  onZoom: (from: number, to: number) => void,
): UPlot.Options {
  const color = (name: string) => () => getComputedStyle(target).getPropertyValue(name);
  const bars = UPlot.paths.bars?.({ size: [0.72, 24], radius: 0.1 });
  const last = () => shown.current.buckets.length - 1;
  const series = (name: string): UPlot.Series => ({
    ...(bars === undefined ? {} : { paths: bars }),
    points: { show: false },
    fill: color(name),
    stroke: color(name),
    width: 0,
  });
  return {
    width: Math.max(1, target.clientWidth),
    height,
    // The right holds half of the last label.
    padding: [6, 14, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: canZoom, y: false, setScale: false, dist: 4 },
    },
    scales: {
      x: { time: false, range: () => [-0.5, Math.max(0.5, last() + 0.5)] },
      y: { range: () => [shown.current.scale.bottom, shown.current.scale.top] },
    },
    series: [{}, series('--data'), series('--red-fill')],
    axes: [
      {
        size: 22,
        gap: 6,
        font: axisFont,
        stroke: color('--ink-3'),
        grid: { show: false },
        ticks: { show: false },
        splits: () => [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * last())),
        values: (_plot, places) =>
          places.map((place) => {
            const bucket = shown.current.buckets[place];
            return bucket ? shown.current.formatTick(bucket.fromUs) : '';
          }),
      },
      {
        size: 34,
        gap: 8,
        font: axisFont,
        stroke: color('--ink-3'),
        grid: { stroke: color('--line'), width: 1 },
        ticks: { show: false },
        splits: () => [0, shown.current.scale.top / 2, shown.current.scale.top],
        values: (_plot, values) => values.map(formatAxis),
      },
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          const { idx, left } = cursor;
          const inside = typeof idx === 'number' && left !== undefined && left >= 0;
          onHover(inside ? { index: idx, leftPx: left + 34 } : null);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          onZoom(
            Math.round(plot.posToVal(left, 'x')),
            Math.round(plot.posToVal(left + width, 'x')),
          );
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** The axis has room for four signs: thousands are short there. */
function formatAxis(value: number): string {
  return value < 10_000 ? formatCount(value) : `${formatCount(value / 1_000)}k`;
}

function toData({ up, down }: CallScale): UPlot.AlignedData {
  return [up.map((_bar, index) => index), [...up], [...down]];
}

function followSize(target: HTMLElement, plot: UPlot, height: number): () => void {
  const observer = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(1, target.clientWidth), height }),
  );
  observer.observe(target);
  return () => observer.disconnect();
}

/** A canvas keeps the colours that it was painted with. */
function followTheme(plot: UPlot): () => void {
  const repaint = () => plot.redraw(false);
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', repaint);
  const observer = new MutationObserver(repaint);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', repaint);
    observer.disconnect();
  };
}

function HoverLabel({ hover, bucket }: { hover: Hover | null; bucket: CallBucket | undefined }) {
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

function BucketTable({ label, buckets }: { label: string; buckets: readonly CallBucket[] }) {
  return (
    <table className="sr-only">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th>From</th>
          <th>Allowed</th>
          <th>Refused</th>
        </tr>
      </thead>
      <tbody>
        {buckets
          .filter(({ allowed, refused }) => allowed + refused > 0)
          .map(({ fromUs, allowed, refused }) => (
            <tr key={fromUs}>
              <th>{formatMoment(fromUs)}</th>
              <td>{allowed}</td>
              <td>{refused}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
