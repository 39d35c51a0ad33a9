import { useMethod } from '../../api.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AuditBlocked } from './audit-blocked.tsx';
import { DecisionsCard } from './decisions-card.tsx';
import { EngineLine } from './engine-line.tsx';
import { FirstRun } from './first-run.tsx';
import { findNeeds } from './needs.ts';
import { NeedsCard } from './needs-card.tsx';
import { ServersCard } from './servers-card.tsx';

/** What needs you, how much is called and refused, and the latest decisions; before the first call, the way to it. */
export function OverviewView() {
  const { data: status } = useMethod('engine.status', {});
  const { data: listedServers } = useMethod('servers.list', {});
  const { data: listedClients } = useMethod('clients.list', {});
  const { data: firstCall } = useMethod('audit.query', {
    filter: { kind: 'call.intent' },
    page: { limit: 1 },
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

  const needs = findNeeds({ status, servers, clients, nowUs: Date.now() * 1_000 });
  return (
    <>
      <PageHeader title="Overview" />
      <div className="flex min-h-0 flex-1 flex-col gap-14 overflow-y-auto px-24 pt-16 pb-20">
        <AuditBlocked status={status} />
        <EngineLine status={status} />
        <NeedsCard needs={needs} />
        <div className="grid flex-none grid-cols-2 gap-16">
          <ServersCard servers={servers} />
          <DecisionsCard />
        </div>
      </div>
    </>
  );
}
