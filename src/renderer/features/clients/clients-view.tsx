import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { useMethod } from '../../api.ts';
import { ListingPage } from '../../listing/listing-page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AddClientDialog } from './add-client-dialog.tsx';
import { ClientDialog } from './client-dialog.tsx';
import { type ClientAct, ClientDrawer } from './client-drawer.tsx';
import { ClientList } from './client-list.tsx';
import { listedClient } from './listed-client.ts';
import { useAppTitles } from './use-app-titles.ts';

/** The clients that are registered: who is connected with which token. */
export function ClientsView() {
  const { data, error } = useMethod('clients.list', {});
  const [params, setParams] = useSearchParams();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<{ id: string; act: ClientAct } | null>(null);
  const titleOf = useAppTitles();
  const clients = data?.clients ?? [];
  const opened = clients.find(({ id }) => id === params.get('client'));
  const subject = clients.find(({ id }) => id === asked?.id);
  const open = (id: string | null) =>
    setParams(id === null ? {} : { client: id }, { replace: true });
  const start = (id: string, act: ClientAct) => setAsked({ id, act });
  return (
    <>
      <ListingPage
        listed={listedClient}
        fact={<ActiveFact clients={clients} />}
        count={data?.clients.length}
        error={error}
        whenEmpty="A client is one AI application with a token of its own. It reaches nothing until you say so."
        onAdd={() => setParams({ add: '' }, { replace: true })}
        drawer={
          opened && (
            <ClientDrawer
              key={opened.id}
              client={opened}
              appTitle={titleOf(opened)}
              onAct={(act) => start(opened.id, act)}
              onClose={() => open(null)}
            />
          )
        }
      >
        <ClientList
          clients={clients}
          titleOf={titleOf}
          selected={opened?.id ?? null}
          onOpen={open}
          onAct={start}
        />
      </ListingPage>
      {params.has('add') && (
        <AddClientDialog
          taken={clients.map(({ id }) => id)}
          // Who came from the first steps goes on with them.
          onClose={() => (params.get('add') === 'first-run' ? go('/') : open(null))}
        />
      )}
      {subject && asked && (
        <ClientDialog
          client={subject}
          act={asked.act}
          // Its details are gone before the engine's answer is here.
          onRemove={() => open(null)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

const hourMs = 3_600_000;

function ActiveFact({ clients }: { clients: readonly ClientSummary[] }) {
  const now = useNow();
  const active = clients.filter(
    ({ lastUsedUs }) => lastUsedUs !== null && now - lastUsedUs / 1_000 < hourMs,
  );
  return clients.length === 0 ? null : `${active.length} active in the last hour`;
}
