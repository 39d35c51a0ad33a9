import { Ellipsis, FileText, Pause, Play, RotateCcw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ItemView, ServerSummary } from '../../../shared/contract-server-views.ts';
import { useAct, useMethod } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { describeServerState } from '../../format/server-state.ts';
import { Age } from '../../ui/age.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer, DrawerHead } from '../../ui/drawer.tsx';
import { FactStrip } from '../../ui/facts.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Status } from '../../ui/status.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Tile } from '../../ui/tile.tsx';
import { Truncated } from '../../ui/truncated.tsx';
import { ChangesTab } from './changes-tab.tsx';
import { ItemPanel } from './item-panel.tsx';
import { LogTab } from './log-tab.tsx';
import { serverIcon } from './server-icon.ts';
import { SetupTab } from './setup-tab.tsx';
import { SignInAct } from './sign-in-act.tsx';
import { ToolsTab } from './tools-tab.tsx';
import { TryTool } from './try-tool.tsx';

export const serverTabs = ['tools', 'changes', 'log', 'setup'] as const;
export type ServerTab = (typeof serverTabs)[number];

export interface ServerDrawerProps {
  server: ServerSummary;
  tab: ServerTab;
  onTab: (tab: ServerTab) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** One server: its state and proof, what it offers, what it prints, how it is set up. */
export function ServerDrawer({ server, tab, onTab, onRemove, onClose }: ServerDrawerProps) {
  const { data, error } = useMethod('servers.get', { id: server.id });
  return (
    <Drawer label={server.id} onClose={onClose}>
      <DrawerHead
        icon={<Tile name={server.id} icon={serverIcon(server.transport)} />}
        title={server.id}
        subtitle={
          server.target === '' ? (
            'Not valid in registry.yaml'
          ) : (
            <Truncated text={server.target} length={36} />
          )
        }
        actions={<ServerActs server={server} onSetup={() => onTab('setup')} onRemove={onRemove} />}
        onClose={onClose}
      />
      <FactStrip facts={factsOf(server)} />
      {error && (
        <div className="px-20 pb-12">
          <Banner tone="red" title={`${error.message}.`}>
            {error.hint}
          </Banner>
        </div>
      )}
      {data ? (
        <ServerTabs {...{ detail: data, tab, onTab }} />
      ) : (
        <Skeleton awaiting="Reading what it offers" />
      )}
    </Drawer>
  );
}

interface ServerTabsProps extends Pick<ServerDrawerProps, 'tab' | 'onTab'> {
  detail: MethodOutput<'servers.get'>;
}

type Shown = { readonly kind: 'item' | 'try'; readonly item: ItemView };

function ServerTabs({ detail, tab, onTab }: ServerTabsProps) {
  const { server, tools, others } = detail;
  const [shown, setShown] = useState<Shown | null>(null);
  const waiting = [...tools, ...others].filter(
    ({ state }) => state === 'changed' || state === 'pending',
  );
  const list = (
    <ToolsTab
      server={server}
      tools={tools}
      others={others}
      onOpen={(item) => setShown({ kind: 'item', item })}
      onReview={() => onTab('changes')}
    />
  );
  return (
    <Tabs
      label={`About ${server.id}`}
      value={tab}
      onChange={(next) => {
        setShown(null);
        onTab(next);
      }}
      tabs={[
        {
          value: 'tools',
          label: 'Tools',
          mark: tools.length,
          content:
            shown === null ? (
              list
            ) : (
              <ShownItem serverId={server.id} shown={shown} onShow={setShown} />
            ),
        },
        {
          value: 'changes',
          label: 'Changes',
          ...(waiting.length > 0 && { mark: waiting.length }),
          content: <ChangesTab serverId={server.id} waiting={waiting} />,
        },
        { value: 'log', label: 'Log', content: <LogTab server={server} /> },
        {
          value: 'setup',
          label: 'Setup',
          content: <SetupTab key={detail.sha256} detail={detail} />,
        },
      ]}
    />
  );
}

interface ShownItemProps {
  serverId: string;
  shown: Shown;
  onShow: (shown: Shown | null) => void;
}

function ShownItem({ serverId, shown: { kind, item }, onShow }: ShownItemProps) {
  if (kind === 'try')
    return (
      <TryTool serverId={serverId} tool={item} onBack={() => onShow({ kind: 'item', item })} />
    );
  return (
    <ItemPanel
      serverId={serverId}
      item={item}
      onBack={() => onShow(null)}
      onTry={() => onShow({ kind: 'try', item })}
    />
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

interface ServerActsProps {
  server: ServerSummary;
  onSetup: () => void;
  onRemove: () => void;
}

const up: ReadonlySet<string> = new Set(['ready', 'starting', 'installing']);

function ServerActs({ server, onSetup, onRemove }: ServerActsProps) {
  const { id, state, enabled } = server;
  const start = useAct('servers.start');
  const restart = useAct('servers.restart');
  const stop = useAct('servers.stop');
  const refresh = useAct('servers.refresh');
  const update = useAct('servers.update');
  const startWord = state === 'stopped' ? 'Start' : 'Try now';
  const main = up.has(state)
    ? { act: restart, word: 'Restart', icon: RotateCcw }
    : { act: start, word: startWord, icon: Play };
  const reason = whyNot(server);
  const failed = [start, restart, stop, refresh, update].find(({ error }) => error !== null)?.error;
  return (
    <>
      {state === 'needs_sign_in' && <SignInAct id={id} />}
      <Button
        size="small"
        icon={main.icon}
        working={main.act.working || state === 'stopping'}
        disabledReason={main.act.disabledReason ?? reason}
        title={failed ? `${failed.message}. ${failed.hint}` : undefined}
        onClick={() => void main.act.run({ id })}
      >
        {main.word}
      </Button>
      <Menu trigger={<IconButton icon={Ellipsis} label={`More for ${id}`} />}>
        <MenuItem icon={Square} disabled={!up.has(state)} onSelect={() => void stop.run({ id })}>
          Stop
        </MenuItem>
        <MenuItem
          icon={RotateCcw}
          disabled={state !== 'ready'}
          onSelect={() => void refresh.run({ id })}
        >
          Read its tools again
        </MenuItem>
        <MenuItem
          icon={enabled ? Pause : Play}
          disabled={state === 'broken'}
          onSelect={() =>
            void update.run({ id, changes: [{ path: ['enabled'], value: !enabled }] })
          }
        >
          {enabled ? 'Disable' : 'Enable'}
        </MenuItem>
        <MenuItem icon={FileText} onSelect={onSetup}>
          Edit
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={onRemove}>
          Remove
        </MenuItem>
      </Menu>
    </>
  );
}

function whyNot({ state, enabled }: ServerSummary): string | null {
  if (state === 'broken') return 'Its entry is not valid';
  return enabled ? null : 'It is disabled';
}
