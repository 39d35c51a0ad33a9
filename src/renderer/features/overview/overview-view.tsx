import { useSearchParams } from 'wouter';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import type { Attention } from '../../../shared/contract-overview.ts';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { AuditBlocked } from '../../alarm/audit-blocked.tsx';
import { useEngineEvents, useMethod } from '../../api.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ActivityCard } from './activity-card.tsx';
import { activityRanges, toActivityRange } from './activity-range.ts';
import { DecisionsCard } from './decisions-card.tsx';
import { EngineLine } from './engine-line.tsx';
import { FirstRun } from './first-run.tsx';
import { NeedsCard } from './needs-card.tsx';
import { RefusalCard } from './refusal-card.tsx';
import { ServersCard } from './servers-card.tsx';

/** A proof is announced by nothing: it grows younger with every answer of a server. */
const renewProofsEveryMs = 10_000;

/** What needs you, how much is called and refused, and the latest decisions; before the first call, the way to it. */
export function OverviewView() {
  const { data: status } = useMethod('engine.status', {});
  const { data: listedServers } = useMethod(
    'servers.list',
    {},
    { renewEveryMs: renewProofsEveryMs },
  );
  const { data: listedClients } = useMethod('clients.list', {});
  const { data: firstCall, refetch: lookForCall } = useMethod('audit.query', {
    filter: { kind: 'call.intent' },
    page: { limit: 1 },
  });

  const none = firstCall?.rows.length === 0;
  useEngineEvents(({ events }) => {
    // A row renews no answer about the log that is shown; here the first one changes the whole view.
    if (none && events.some(({ event }) => event === 'audit.appended')) void lookForCall();
  });

  if (!status || !listedServers || !listedClients || !firstCall)
    return (
      <>
        <PageHeader title="Overview" />
        <Skeleton awaiting="Waiting for the state of the engine" />
      </>
    );

  const { servers } = listedServers;
  const { clients } = listedClients;
  const facts = {
    servers: servers.length,
    clients: clients.length,
    grants: clients.reduce((grants, client) => grants + client.allowServers.length, 0),
    calls: firstCall.rows.length,
  };
  const blocked = !status.audit.writable || status.alarm !== null;
  if (facts.calls === 0 && !blocked) return <FirstRun status={status} facts={facts} />;

  return <Running status={status} servers={servers} />;
}

/** Without a call nothing makes the figures old but the time that passes. */
const renewEveryMs = 60_000;

function Running({ status, servers }: { status: EngineStatus; servers: readonly ServerSummary[] }) {
  const [search, setSearch] = useSearchParams();
  const range = toActivityRange(search.get('range'));
  const { data: overview } = useMethod(
    'engine.overview',
    { period: range.value },
    { keepPrevious: true, renewEveryMs },
  );
  const activity = overview?.activity;
  return (
    <>
      <PageHeader title="Overview">
        <Segmented
          label="Time range"
          value={range.value}
          segments={activityRanges}
          onChange={(next) => setSearch({ range: next }, { replace: true })}
        />
      </PageHeader>
      <div className="flex min-h-0 flex-1 flex-col gap-14 overflow-y-auto px-24 pt-16 pb-20">
        <AuditBlocked status={status} />
        <EngineLine status={status} verified={overview?.verified ?? null} />
        {status.audit.writable && (
          <NeedsCard attention={overview?.attention.filter(isForTheList) ?? []} />
        )}
        <ActivityCard activity={activity} range={range.value} audit={status.audit} />
        {status.audit.writable ? (
          <div className="grid flex-none grid-cols-2 gap-16">
            <ServersCard servers={servers} activity={activity} period={range.words} />
            <DecisionsCard />
          </div>
        ) : (
          <RefusalCard />
        )}
      </div>
    </>
  );
}

/** What refuses every call stands above the list already. */
function isForTheList({ kind }: Attention): boolean {
  return kind !== 'history_alarm' && kind !== 'audit_unwritable';
}
