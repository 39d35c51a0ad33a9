import UPlot from 'uplot';
import type { CallHover } from './call-hover.tsx';
import { type CallBucket, type CallScale, formatAxis } from './call-scale.ts';

/** What the plot draws at this moment; it reads it anew at every paint. */
export type ShownCalls = {
  current: { scale: CallScale; buckets: readonly CallBucket[]; formatTick: (us: number) => string };
};

const axisFont = '400 10.5px Inter';

/** How uPlot draws calls: bars up and down, in the colours that the target has. */
export function plotOptions(
  target: HTMLElement,
  height: number,
  shown: ShownCalls,
  canZoom: boolean,
  onHover: (hover: CallHover | null) => void,
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

/** The bars as uPlot takes them. */
export function toData({ up, down }: CallScale): UPlot.AlignedData {
  return [up.map((_bar, index) => index), [...up], [...down]];
}

/** Keeps the plot as wide as its box. Returns the function that ends it. */
export function followSize(target: HTMLElement, plot: UPlot, height: number): () => void {
  const observer = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(1, target.clientWidth), height }),
  );
  observer.observe(target);
  return () => observer.disconnect();
}

/** Paints again in another theme: a canvas keeps the colours that it was painted with. Returns the function that ends it. */
export function followTheme(plot: UPlot): () => void {
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
