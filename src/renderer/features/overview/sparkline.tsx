/** A dozen bars, without axis or figures: the shape of what stands beside it as a number. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const bars = gather(values);
  const most = Math.max(1, ...bars);
  return (
    <span aria-hidden className="flex h-12 w-54 flex-none items-end gap-2">
      {bars.map((value, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are places in time and never move.
          key={index}
          className="w-3 flex-none rounded-[1px] bg-data"
          style={{ height: value === 0 ? '1px' : `${Math.max(15, (value / most) * 100)}%` }}
        />
      ))}
    </span>
  );
}

const barCount = 11;

function gather(values: readonly number[]): number[] {
  const per = Math.max(1, Math.ceil(values.length / barCount));
  return Array.from({ length: Math.ceil(values.length / per) }, (_, bar) =>
    values.slice(bar * per, (bar + 1) * per).reduce((sum, value) => sum + value, 0),
  );
}
