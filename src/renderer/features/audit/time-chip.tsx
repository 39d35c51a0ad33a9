import { formatClock, formatDay } from '../../format/times.ts';
import { Chip } from '../../ui/chip.tsx';
import { Menu, MenuChoice } from '../../ui/menu.tsx';
import { isBounded, type LogSearch } from './log-search.ts';

const ranges = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: 'all', label: 'The whole log' },
] as const;

export interface TimeChipProps {
  search: LogSearch;
  onChange: (change: Partial<LogSearch>) => void;
}

/** The time that is looked at: a stretch until now, or one that was dragged over. */
export function TimeChip({ search, onChange }: TimeChipProps) {
  const { range, fromUs, toUs } = search;
  const bounded = isBounded(search);
  const word = ranges.find(({ value }) => value === range)?.label;
  const inForce = range === '1h' ? null : word;
  const value = bounded ? formatSpan(fromUs, toUs) : inForce;
  const choose = (next: string) => {
    const chosen = ranges.find((one) => one.value === next);
    if (chosen) onChange({ range: chosen.value, fromUs: null, toUs: null });
  };
  return (
    <Menu
      align="start"
      trigger={
        <Chip
          label={value === null ? 'Last hour' : 'Time'}
          value={value}
          onClear={() => choose('1h')}
        />
      }
    >
      <MenuChoice value={bounded ? null : range} choices={ranges} onChange={choose} />
    </Menu>
  );
}

/** `14:03:00 to 14:18:00`, with the days where it is more than one. */
function formatSpan(fromUs: number | null, toUs: number | null): string {
  const now = Date.now();
  const days = [fromUs, toUs].map((us) => (us === null ? null : formatDay(us, now)));
  const sameDay = days[0] === days[1] && days[0] === formatDay(now * 1_000, now);
  const show = (us: number) =>
    sameDay ? formatClock(us) : `${formatDay(us, now)} ${formatClock(us)}`;
  if (fromUs === null) return toUs === null ? '' : `until ${show(toUs)}`;
  return toUs === null ? `since ${show(fromUs)}` : `${show(fromUs)} to ${show(toUs)}`;
}
