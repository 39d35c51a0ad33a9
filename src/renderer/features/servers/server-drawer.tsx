import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { describeServerState } from '../../format/server-state.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Age } from '../../ui/age.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Drawer, DrawerHead } from '../../ui/drawer.tsx';
import { FactStrip } from '../../ui/facts.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Status } from '../../ui/status.tsx';
import { Tile } from '../../ui/tile.tsx';
import { Truncated } from '../../ui/truncated.tsx';
import type { ItemName } from './item-name.ts';
import { ServerActs } from './server-acts.tsx';
import { serverIcon } from './server-icon.ts';
import { type ServerTab, ServerTabs } from './server-tabs.tsx';

export interface ServerDrawerProps {
  server: ServerSummary;
  tab: ServerTab;
  /** What of its offers is open. */
  item: ItemName | null;
  onTab: (tab: ServerTab) => void;
  onItem: (item: ItemName | null) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** One server: its state and proof, what it offers, what it prints, how it is set up. */
export function ServerDrawer(props: ServerDrawerProps) {
  const { server, tab, item, onTab, onItem, onRemove, onClose } = props;
  const { data, error } = useMethod('servers.get', { id: server.id });
  const { data: list } = useMethod('servers.list', {});
  const update = useEdit('servers.update', list, false);
  return (
    <Drawer label={server.id} onClose={onClose}>
      <DrawerHead
        icon={<Tile name={server.id} icon={serverIcon(server.transport)} />}
        title={server.id}
        subtitle={
          server.target === '' ? 'Not valid in registry.yaml' : <Truncated text={server.target} />
        }
        actions={
          <ServerActs
            server={server}
            update={update}
            onSetup={() => onTab('setup')}
            onRemove={onRemove}
          />
        }
        onClose={onClose}
      />
      <FactStrip facts={factsOf(server)} />
      {error && (
        <div className="px-20 pb-12">
          <Banner tone="red" title={toSentence(error.message)}>
            {error.hint}
          </Banner>
        </div>
      )}
      {(update.error ?? update.stale) !== null && (
        <div className="px-20 pb-12">
          <EditFailure edit={update} />
        </div>
      )}
      {data ? (
        <ServerTabs {...{ detail: data, tab, item, onTab, onItem }} />
      ) : (
        <Skeleton awaiting="Reading what it offers" />
      )}
    </Drawer>
  );
}

function factsOf(server: ServerSummary) {
  const { tone, word } = describeServerState(server.state);
  const [connection] = server.connections;
  const inFlight = server.connections.reduce((sum, one) => sum + one.inFlight, 0);
  return [
    { label: 'State', value: <Status tone={tone} word={word} /> },
    { label: 'Proved', value: <Age us={server.provedUs} /> },
    { label: 'Process', value: connection?.pid ? `pid ${connection.pid}` : '—' },
    { label: 'In flight', value: inFlight },
  ];
}
