import { useState } from 'react';
import type { ItemView } from '../../../shared/contract-server-views.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { ChangesTab } from './changes-tab.tsx';
import { ItemPanel } from './item-panel.tsx';
import { LogTab } from './log-tab.tsx';
import { SetupTab } from './setup-tab.tsx';
import { ToolsTab } from './tools-tab.tsx';
import { TryTool } from './try-tool.tsx';

export const serverTabs = ['tools', 'changes', 'log', 'setup'] as const;
export type ServerTab = (typeof serverTabs)[number];

export interface ServerTabsProps {
  detail: MethodOutput<'servers.get'>;
  tab: ServerTab;
  onTab: (tab: ServerTab) => void;
}

type Shown = { readonly kind: 'item' | 'try'; readonly item: ItemView };

/** What it offers, what changed, what it prints, how it is set up. */
export function ServerTabs({ detail, tab, onTab }: ServerTabsProps) {
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
