import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatCount, formatShare, missing } from '../../format/numbers.ts';
import { formatDay, formatMinute } from '../../format/times.ts';
import { CallChart } from '../../ui/call-chart.tsx';
import { Card } from '../../ui/card.tsx';
import type { Activity, ActivityRange } from './activity-range.ts';
import { splitUnit } from './split-unit.ts';

export interface ActivityCardProps {
  activity: Activity | undefined;
  range: ActivityRange;
  audit: EngineStatus['audit'];
}

/** How much is called and refused, and how long it takes. Dragging over the chart opens those rows of the log. */
export function ActivityCard({ activity, range, audit }: ActivityCardProps) {
  const [, go] = useLocation();
  const total = activity?.total;
  // Of what is refused because it cannot be recorded, the log has no row.
  const unrecorded = audit.writable ? 0 : audit.refused;
  const refused = total && total.refused + unrecorded;
  const calls = total && total.allowed + total.refused + unrecorded;
  const took = total !== undefined && total.allowed > 0;
  return (
    <Card>
      <div className="flex items-start gap-36 px-14 pt-12">
        <Figure label="Calls" value={formatCount(calls)} />
        <Figure
          label="Refused"
          value={formatCount(refused)}
          unit={refused ? formatShare(refused, calls ?? 0) : ''}
          alarming={unrecorded > 0 || (total !== undefined && total.refused > total.allowed)}
        />
        {audit.writable ? (
          <>
            <Figure label="Latency p50" {...splitUnit(took ? total.p50Us / 1_000 : null)} />
            <Figure label="Latency p95" {...splitUnit(took ? total.p95Us / 1_000 : null)} />
          </>
        ) : (
          <Figure label="Last row written" value={formatSequence(audit.headSeq)} />
        )}
        <div aria-hidden className="ml-auto flex gap-12 pt-2 text-11 text-ink-3">
          <Key color="bg-data">Allowed, up</Key>
          <Key color="bg-red-fill">Refused, down</Key>
        </div>
      </div>
      <div className="h-126 px-14 pt-6 pb-8">
        {activity && (
          <CallChart
            label="Calls over time, allowed and refused"
            buckets={toBuckets(activity)}
            formatTick={(us) => (range === '7d' ? formatDay(us, Date.now()) : formatMinute(us))}
            onZoom={(fromUs, toUs) => go(`/audit?from=${fromUs}&to=${toUs}`)}
          />
        )}
      </div>
    </Card>
  );
}

function toBuckets({ buckets, fromUs, bucketUs }: Activity) {
  return buckets.map(({ allowed, refused }, index) => ({
    fromUs: fromUs + index * bucketUs,
    toUs: fromUs + (index + 1) * bucketUs,
    allowed,
    refused,
  }));
}

interface FigureProps {
  label: string;
  value: string;
  unit?: string;
  alarming?: boolean;
}

function Figure({ label, value, unit = '', alarming = false }: FigureProps) {
  return (
    <div className="flex min-w-64 flex-col">
      <span className="text-12 text-ink-3">{label}</span>
      <span
        className={clsx(
          'font-600 text-22',
          alarming && 'text-red',
          value === missing && 'text-ink-3',
        )}
      >
        {value}
        {unit !== '' && (
          <span className="ml-6 font-400 text-12 text-ink-3 tracking-normal">{unit}</span>
        )}
      </span>
    </div>
  );
}

function Key({ color, children }: { color: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-6">
      <span className={clsx('size-8 rounded-[2px]', color)} />
      {children}
    </span>
  );
}
