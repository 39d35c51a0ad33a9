import { formatDuration } from '../../format/durations.ts';
import { formatCount, missing } from '../../format/numbers.ts';
import { formatClock, formatDay, formatMinute } from '../../format/times.ts';
import { CallChart } from '../../ui/call-chart.tsx';
import type { LogSearch } from './log-search.ts';
import { StatsPopover } from './stats-popover.tsx';
import { type LogActivity, useLogActivity } from './use-log-activity.ts';

const dayUs = 86_400_000_000;
/** Below it several labels would say the same minute. */
const shortUs = 600_000_000;

export interface ActivityStripProps {
  search: LogSearch;
  /** A drawer takes the room of the figures. */
  beside: boolean;
  onChange: (change: Partial<LogSearch>) => void;
}

/** Refusals against calls over time, with the figures of the same stretch. Dragging over the chart narrows the time. */
export function ActivityStrip({ search, beside, onChange }: ActivityStripProps) {
  const activity = useLogActivity(search);
  return (
    <div className="flex flex-none items-start gap-20 border-line border-b px-24 pt-8">
      <div className="h-94 min-w-0 flex-1">
        {activity && (
          <CallChart
            label="Calls over time, allowed and refused"
            height={94}
            buckets={toBuckets(activity)}
            formatTick={tickOf(activity)}
            onZoom={(fromUs, toUs) => onChange({ fromUs, toUs })}
          />
        )}
      </div>
      {!beside && (
        <div className="flex w-184 flex-none flex-col gap-4 max-wide:w-140">
          <Figures activity={activity} />
          <StatsPopover search={search} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

/** The label of a bucket says what tells it from the next label: the day, the minute or the second. */
function tickOf({ fromUs, toUs }: LogActivity): (us: number) => string {
  if (toUs - fromUs > dayUs) return (us) => formatDay(us, Date.now());
  return toUs - fromUs < shortUs ? formatClock : formatMinute;
}

function Figures({ activity }: { activity: LogActivity | null }) {
  const total = activity?.total;
  const ms = (us: number | undefined) =>
    total === undefined || total.allowed === 0 ? missing : formatDuration((us ?? 0) / 1_000);
  return (
    <dl className="grid grid-cols-2 gap-x-12 gap-y-2">
      <Figure label="Calls" value={formatCount(total && total.allowed + total.refused)} />
      <Figure label="Refused" value={formatCount(total?.refused)} />
      <Figure label="p50" value={ms(total?.p50Us)} />
      <Figure label="p95" value={ms(total?.p95Us)} />
    </dl>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-11 text-ink-3">{label}</dt>
      <dd className="truncate font-600">{value}</dd>
    </div>
  );
}

function toBuckets({ buckets, fromUs, bucketUs }: LogActivity) {
  return buckets.map(({ allowed, refused }, index) => ({
    fromUs: fromUs + index * bucketUs,
    toUs: fromUs + (index + 1) * bucketUs,
    allowed,
    refused,
  }));
}
