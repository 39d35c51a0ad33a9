import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useMethod } from '../../api.ts';
import { describeServerState } from '../../format/server-state.ts';
import { ListingPage } from '../../listing/listing-page.tsx';
import { AddServerDialog } from './add-server-dialog.tsx';
import { type ItemName, readItem } from './item-name.ts';
import { listedServer } from './listed-server.ts';
import { RemoveServerDialog } from './remove-server-dialog.tsx';
import { ServerDrawer } from './server-drawer.tsx';
import { ServerList } from './server-list.tsx';
import { serverTabs } from './server-tabs.tsx';

/** A proof is announced by nothing: it grows younger with every answer of a server. */
const renewEveryMs = 10_000;

/** The servers that are registered: state with the age of its proof, and what waits for a person. */
export function ServersView() {
  const { data, error } = useMethod('servers.list', {}, { renewEveryMs });
  const [params, setParams] = useSearchParams();
  const [, go] = useLocation();
  const [removing, setRemoving] = useState<ServerSummary | null>(null);
  const servers = data?.servers ?? [];
  const opened = servers.find(({ id }) => id === params.get('server'));
  const open = (id: string | null) =>
    setParams(id === null ? {} : { server: id }, { replace: true });
  // Who came from the first steps goes on with them.
  const isStep = params.get('add') === 'first-run';
  const openItem = (server: string, item: ItemName | null) =>
    setParams({ server, ...(item && { [item.kind]: item.name }) }, { replace: true });
  return (
    <>
      <ListingPage
        listed={listedServer}
        fact={data && servers.length > 0 ? readyFact(servers) : undefined}
        count={data?.servers.length}
        error={error}
        whenEmpty="Nothing is found or added by itself. A server that you add is granted to nobody until you say so."
        onAdd={() => setParams({ add: '' }, { replace: true })}
        drawer={
          opened && (
            <ServerDrawer
              key={opened.id}
              server={opened}
              tab={serverTabs.find((tab) => tab === params.get('tab')) ?? 'tools'}
              item={readItem(params)}
              onItem={(item) => openItem(opened.id, item)}
              onTab={(tab) => setParams({ server: opened.id, tab }, { replace: true })}
              onRemove={() => setRemoving(opened)}
              onClose={() => open(null)}
            />
          )
        }
      >
        <ServerList servers={servers} selected={opened?.id ?? null} onOpen={open} />
      </ListingPage>
      {removing && (
        <RemoveServerDialog
          server={removing}
          // Its details are gone before the engine's answer is here.
          onRemove={() => open(null)}
          onClose={() => setRemoving(null)}
        />
      )}
      {params.has('add') && (
        <AddServerDialog
          taken={servers.map(({ id }) => id)}
          onAdded={(id) => (isStep ? go('/') : open(id))}
          onClose={() => (isStep ? go('/') : open(null))}
        />
      )}
    </>
  );
}

function readyFact(servers: readonly ServerSummary[]): string {
  const ready = servers.filter(({ state }) => describeServerState(state).tone === 'ready').length;
  return `${ready} of ${servers.length} ready`;
}
