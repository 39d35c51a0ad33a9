import { Plus, Server as ServerIcon } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useMethod } from '../../api.ts';
import { describeServerState } from '../../format/server-state.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { usePaletteEntries } from '../../palette/palette-entries.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Split, SplitList } from '../../ui/drawer.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Cell, ColumnHead, Row, Rows, RowsHead } from '../../ui/rows.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tile } from '../../ui/tile.tsx';
import { AddServerDialog } from './add-server-dialog.tsx';
import { type ItemName, readItem } from './item-name.ts';
import { RemoveServerDialog } from './remove-server-dialog.tsx';
import { ServerDrawer } from './server-drawer.tsx';
import { serverIcon } from './server-icon.ts';
import { ServerProof } from './server-proof.tsx';
import { serverTabs } from './server-tabs.tsx';

const columns = 'minmax(0,1.5fr) minmax(0,1.2fr) 6.75rem';

/** The servers that are registered: state with the age of its proof, and what waits for a person. */
export function ServersView() {
  const { data, error } = useMethod('servers.list', {});
  const [params, setParams] = useSearchParams();
  const [filter, setFilter] = useState('');
  const [removing, setRemoving] = useState<ServerSummary | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const servers = data?.servers ?? [];
  const shown = servers.filter(({ id, description, target }) =>
    `${id} ${description} ${target}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const opened = servers.find(({ id }) => id === params.get('server'));
  const adding = params.has('add');
  const open = (id: string | null) =>
    setParams(id === null ? {} : { server: id }, { replace: true });
  const openItem = (server: string, item: ItemName | null) =>
    setParams({ server, ...(item && { [item.kind]: item.name }) }, { replace: true });
  const add = () => setParams({ add: '' }, { replace: true });
  useShortcut({ keys: 'n', label: 'Add a server' }, add);
  useShortcut({ keys: '/', label: 'Filter servers' }, () => search.current?.focus());
  useAddEntry(add);

  return (
    <>
      <PageHeader
        title="Servers"
        fact={data && servers.length > 0 ? readyFact(servers) : undefined}
      >
        <Button tone="primary" icon={Plus} keys="n" onClick={add}>
          Add server
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
          {!data && !error && <Skeleton awaiting="Asking for the servers" rowHeight={52} />}
          {data && servers.length === 0 && (
            <Empty
              fill
              icon={ServerIcon}
              title="No servers are registered"
              action={<Button onClick={add}>Add a server</Button>}
            >
              Nothing is found or added by itself. A server that you add is granted to nobody until
              you say so.
            </Empty>
          )}
          {servers.length > 0 && (
            <>
              <div className="flex flex-none px-24 py-10">
                <div className="flex w-420 max-w-full">
                  <SearchField
                    ref={search}
                    label="Filter servers"
                    value={filter}
                    onChange={setFilter}
                  />
                </div>
              </div>
              {shown.length === 0 ? (
                <Empty
                  fill
                  icon={ServerIcon}
                  title="No servers match"
                  action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
                >
                  The filter looks at names, descriptions and commands.
                </Empty>
              ) : (
                <Rows
                  label="Servers"
                  columns={columns}
                  ids={shown.map(({ id }) => id)}
                  selected={opened?.id ?? null}
                  onOpen={open}
                >
                  <RowsHead>
                    <ColumnHead>Server</ColumnHead>
                    <ColumnHead>State and proof</ColumnHead>
                    <ColumnHead end>Tools</ColumnHead>
                  </RowsHead>
                  {shown.map((server) => (
                    <ServerRow key={server.id} server={server} />
                  ))}
                </Rows>
              )}
            </>
          )}
        </SplitList>
        {opened && (
          <ServerDrawer
            key={opened.id}
            server={opened}
            tab={serverTabs.find((tab) => tab === params.get('tab')) ?? 'tools'}
            item={readItem(params)}
            onItem={(item) => openItem(opened.id, item)}
            onTab={(tab) => setParams({ server: opened.id, tab }, { replace: true })}
            onRemove={() => {
              // Its details are gone before the engine's answer is here.
              open(null);
              setRemoving(opened);
            }}
            onClose={() => open(null)}
          />
        )}
      </Split>
      {removing && <RemoveServerDialog server={removing} onClose={() => setRemoving(null)} />}
      {adding && (
        <AddServerDialog
          taken={servers.map(({ id }) => id)}
          onAdded={open}
          onClose={() => open(null)}
        />
      )}
    </>
  );
}

function readyFact(servers: readonly ServerSummary[]): string {
  const ready = servers.filter(({ state }) => describeServerState(state).tone === 'ready').length;
  return `${ready} of ${servers.length} ready`;
}

function ServerRow({ server }: { server: ServerSummary }) {
  const { id, transport, description, waiting, tools } = server;
  const count = tools.approved + tools.pending;
  return (
    <Row id={id} height="two">
      <Cell className="flex items-center gap-12">
        <Tile name={id} icon={serverIcon(transport)} />
        <span className="flex min-w-0 flex-col">
          <span className="truncate font-550">{id}</span>
          <Foreign
            className="text-12 text-ink-3"
            text={description === '' ? transport : `${transport} · ${description}`}
          />
        </span>
      </Cell>
      <Cell>
        <ServerProof server={server} />
      </Cell>
      <Cell end className="flex items-center justify-end gap-8">
        {waiting > 0 && <Badge tone="amber">{waiting} to review</Badge>}
        <span className="tabular-nums">
          {count === 0 && server.provedUs === null ? '—' : count}
        </span>
      </Cell>
    </Row>
  );
}

function useAddEntry(add: () => void): void {
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  const entries = useMemo(() => {
    const run = () => latest.current();
    return [
      { id: 'servers-add', group: 'Servers', icon: Plus, label: 'Add a server', keys: 'n', run },
    ];
  }, []);
  usePaletteEntries(entries);
}
