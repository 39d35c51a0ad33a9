import { useState } from 'react';
import { Link } from 'wouter';
import { useEngineEvents, useEngineState, useMethod } from '../../api.ts';
import { formatClock, formatDay, formatMoment, isSameDay } from '../../format/times.ts';
import { Card } from '../../ui/card.tsx';
import { Decision } from '../../ui/decision.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { StatusDot } from '../../ui/status.tsx';
import { useToday } from '../../ui/use-today.ts';
import { type LatestDecision, latestDecisions } from './latest-decisions.ts';

const shown = 6;

/** The latest decisions, as they are made. */
export function DecisionsCard() {
  const decisions = useLatestDecisions();
  const state = useEngineState();
  const live = state.status === 'online' && state.live;
  return (
    <Card
      title="Latest decisions"
      fact={
        live && (
          <span className="flex items-center gap-6 text-11">
            <StatusDot tone="ready" /> Live
          </span>
        )
      }
      action={
        <Link href="/audit" className="text-blue hover:underline">
          Audit
        </Link>
      }
    >
      <ul className="min-h-192">
        {decisions.map((decision) => (
          <DecisionRow key={decision.seq} decision={decision} />
        ))}
        {decisions.length === 0 && (
          <li className="grid h-192 place-items-center text-12 text-ink-3">
            The first call appears here by itself
          </li>
        )}
      </ul>
    </Card>
  );
}

function DecisionRow({ decision }: { decision: LatestDecision }) {
  const { seq, atUs, client, server, item, kind } = decision;
  const todayMs = useToday();
  return (
    <li className="border-line not-first:border-t">
      <Link
        href={`/audit?seq=${seq}`}
        className="grid h-32 grid-cols-[3.375rem_minmax(0,0.8fr)_minmax(0,1.6fr)_5.5rem] [&>:last-child]:justify-self-end items-center gap-10 px-14 text-12 -outline-offset-2 hover:bg-hover"
      >
        <span className="text-ink-2" title={formatMoment(atUs)}>
          {isSameDay(atUs, todayMs) ? formatClock(atUs) : formatDay(atUs, todayMs)}
        </span>
        <Foreign text={client} className="text-ink-2" />
        <span className="flex min-w-0">
          {server !== '' && <span className="flex-none text-ink-3">{server} /&nbsp;</span>}
          <Foreign text={item} />
        </span>
        <Decision kind={kind} />
      </Link>
    </li>
  );
}

/** What the log held when the view was opened, and what was announced since. */
function useLatestDecisions(): LatestDecision[] {
  const { data } = useMethod('audit.query', {
    filter: { rows: 'decisions' },
    page: { limit: 120 },
  });
  const [heard, setHeard] = useState<readonly LatestDecision[]>([]);
  useEngineEvents(({ events }) => {
    const rows = events.flatMap((event) =>
      event.event === 'audit.appended' ? event.data.rows : [],
    );
    if (rows.length > 0)
      setHeard((before) => merge(latestDecisions(rows.slice(-200), shown), before));
  });
  return merge(latestDecisions(data?.rows ?? [], shown), heard);
}

function merge(
  some: readonly LatestDecision[],
  others: readonly LatestDecision[],
): LatestDecision[] {
  const bySeq = new Map([...some, ...others].map((decision) => [decision.seq, decision]));
  return [...bySeq.values()].sort((one, other) => other.seq - one.seq).slice(0, shown);
}
