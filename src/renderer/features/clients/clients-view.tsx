import { Info, MonitorSmartphone, Plus } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { useMethod } from '../../api.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { usePaletteEntries } from '../../palette/palette-entries.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Split, SplitList } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ColumnHead, Rows, RowsHead } from '../../ui/rows.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AddClientDialog } from './add-client-dialog.tsx';
import { type ClientAct, ClientDrawer } from './client-drawer.tsx';
import { ClientRow } from './client-row.tsx';
import { EndClientDialog } from './end-client-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { SnippetDialog } from './snippet-dialog.tsx';

const wideColumns =
  'minmax(0,1.5fr) minmax(0,1fr) minmax(0,0.8fr) minmax(0,0.7fr) minmax(7.75rem,0.9fr) 10rem';
const narrowColumns = 'minmax(0,1.5fr) minmax(0,1.2fr) minmax(0,0.8fr)';

/** The clients that are registered: who is connected with which token. */
export function ClientsView() {
  const { data, error } = useMethod('clients.list', {});
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState<{ id: string; act: ClientAct } | null>(null);
  const clients = data?.clients ?? [];
  const opened = clients.find(({ id }) => id === params.get('client'));
  const open = (id: string | null) =>
    setParams(id === null ? {} : { client: id }, { replace: true });
  const add = () => setParams({ add: '' }, { replace: true });
  const titles = useAppTitles();
  const subject = clients.find(({ id }) => id === asked?.id);
  const start = (id: string, act: ClientAct) => {
    // Its details are gone before the engine's answer is here.
    if (act === 'remove') open(null);
    setAsked({ id, act });
  };
  useShortcut({ keys: 'n', label: 'Add a client' }, add);
  useAddEntry(add);

  return (
    <>
      <PageHeader title="Clients" fact={<ActiveFact clients={clients} />}>
        <Button tone="primary" icon={Plus} keys="n" onClick={add}>
          Add client
        </Button>
      </PageHeader>
      <Split>
        <SplitList>
          {error && !data && (
            <div className="p-24">
              <Banner tone="red" title={`${error.message}.`}>
                {error.hint}
              </Banner>
            </div>
          )}
          {!data && !error && <Skeleton awaiting="Asking for the clients" rowHeight={52} />}
          {data && clients.length === 0 && (
            <Empty
              fill
              icon={MonitorSmartphone}
              title="No clients are registered"
              action={<Button onClick={add}>Add a client</Button>}
            >
              A client is one AI application with a token of its own. It reaches nothing until you
              say so.
            </Empty>
          )}
          {clients.length > 0 && (
            <ClientList
              clients={clients}
              titles={titles}
              selected={opened?.id ?? null}
              onOpen={open}
              onAct={start}
            />
          )}
        </SplitList>
        {opened && (
          <ClientDrawer
            key={opened.id}
            client={opened}
            appTitle={titles.get(opened.app ?? '') ?? 'Any application'}
            onAct={(act) => start(opened.id, act)}
            onClose={() => open(null)}
          />
        )}
      </Split>
      {params.has('add') && (
        <AddClientDialog taken={clients.map(({ id }) => id)} onClose={() => open(null)} />
      )}
      {subject && asked && (
        <ClientDialog client={subject} act={asked.act} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

interface ClientDialogProps {
  client: ClientSummary;
  act: ClientAct;
  onClose: () => void;
}

function ClientDialog({ client, act, onClose }: ClientDialogProps) {
  switch (act) {
    case 'snippet':
      return <SnippetDialog client={client} onClose={onClose} />;
    case 'rotate':
      return <RotateDialog client={client} onClose={onClose} />;
    case 'revoke':
    case 'remove':
      return <EndClientDialog client={client} end={act} onClose={onClose} />;
  }
}

interface ClientListProps {
  clients: readonly ClientSummary[];
  titles: ReadonlyMap<string, string>;
  selected: string | null;
  onOpen: (id: string) => void;
  onAct: (id: string, act: ClientAct) => void;
}

function ClientList({ clients, titles, selected, onOpen, onAct }: ClientListProps) {
  const [filter, setFilter] = useState('');
  const search = useRef<HTMLInputElement>(null);
  useShortcut({ keys: '/', label: 'Filter clients' }, () => search.current?.focus());
  const wanted = filter.trim().toLowerCase();
  const titleOf = ({ app }: ClientSummary) => titles.get(app ?? '') ?? 'Any application';
  const shown = clients.filter((client) =>
    `${client.id} ${titleOf(client)}`.toLowerCase().includes(wanted),
  );
  const narrow = selected !== null;
  return (
    <>
      <div className="flex flex-none px-24 py-10">
        <div className="flex w-280 max-w-full">
          <SearchField ref={search} label="Filter clients" value={filter} onChange={setFilter} />
        </div>
      </div>
      {shown.length === 0 ? (
        <Empty
          fill
          icon={MonitorSmartphone}
          title="No clients match"
          action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
        >
          The filter looks at names and applications.
        </Empty>
      ) : (
        <Rows
          label="Clients"
          columns={narrow ? narrowColumns : wideColumns}
          ids={shown.map(({ id }) => id)}
          selected={selected}
          onOpen={onOpen}
        >
          <RowsHead>
            <ColumnHead>Client</ColumnHead>
            <ColumnHead>Token</ColumnHead>
            <ColumnHead>Last seen</ColumnHead>
            {!narrow && (
              <>
                <ColumnHead>Reach</ColumnHead>
                <ColumnHead>Tools</ColumnHead>
                <ColumnHead />
              </>
            )}
          </RowsHead>
          {shown.map((client) => (
            <ClientRow
              key={client.id}
              client={client}
              appTitle={titleOf(client)}
              narrow={narrow}
              onAct={(act) => onAct(client.id, act)}
            />
          ))}
        </Rows>
      )}
      <p className="flex items-center gap-8 px-24 border-line border-t py-10 text-12 text-ink-3">
        <Info size={14} aria-hidden />
        <span>
          A client reaches nothing until you grant it a server in{' '}
          <Link href="/access" className="text-blue underline">
            Access
          </Link>
          .
        </span>
      </p>
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

function useAppTitles(): ReadonlyMap<string, string> {
  const { data } = useMethod('clients.apps', {});
  return useMemo(() => new Map((data?.apps ?? []).map(({ app, title }) => [app, title])), [data]);
}

function useAddEntry(add: () => void): void {
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  const entries = useMemo(() => {
    const run = () => latest.current();
    return [
      { id: 'clients-add', group: 'Clients', icon: Plus, label: 'Add a client', keys: 'n', run },
    ];
  }, []);
  usePaletteEntries(entries);
}
