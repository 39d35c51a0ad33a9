import { useState } from 'react';
import type { ItemView } from '../../../shared/contract-server-views.ts';
import { showHostileLine } from '../../../shared/hostile-characters.ts';
import { useKeptDraft } from '../../editing/kept-drafts.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { ChangesTab } from './changes-tab.tsx';
import { isUnsaved } from './draft-changes.ts';
import { findItem, type ItemName } from './item-name.ts';
import { ItemPanel } from './item-panel.tsx';
import { LogTab } from './log-tab.tsx';
import { useSetupDrafts } from './setup-drafts.ts';
import { SetupTab } from './setup-tab.tsx';
import { toolCount } from './tool-count.ts';
import { ToolsTab } from './tools-tab.tsx';
import { TryTool } from './try-tool.tsx';

export const serverTabs = ['tools', 'changes', 'log', 'setup'] as const;
export type ServerTab = (typeof serverTabs)[number];

export interface ServerTabsProps {
  detail: MethodOutput<'servers.get'>;
  tab: ServerTab;
  item: ItemName | null;
  onTab: (tab: ServerTab) => void;
  onItem: (item: ItemName | null) => void;
}

/** What a server offers, what of it changed, what it prints, how it is set up. */
export function ServerTabs({ detail, tab, item, onTab, onItem }: ServerTabsProps) {
  const { server, tools, others } = detail;
  const [left, setLeft] = useState<ItemView | null>(null);
  const setup = useKeptDraft(useSetupDrafts(), server.id);
  const items = [...tools, ...others];
  const shown = findItem(items, item);
  const waiting = items.filter(({ state }) => state === 'changed' || state === 'pending');
  const offers = (
    <>
      {item !== null && shown === null && items.length > 0 && (
        <p role="status" className="mb-10 text-12 text-ink-2">
          {server.id} has no {item.kind} named{' '}
          <code className="code-text break-words">{showHostileLine(item.name)}</code> now.
        </p>
      )}
      <ToolsTab
        server={server}
        tools={tools}
        others={others}
        left={left}
        onOpen={onItem}
        onReview={() => onTab('changes')}
      />
    </>
  );
  return (
    <Tabs
      label={`About ${server.id}`}
      value={tab}
      onChange={onTab}
      tabs={[
        {
          value: 'tools',
          label: 'Tools',
          mark: toolCount(server),
          content:
            shown === null ? (
              offers
            ) : (
              <ShownItem
                key={`${shown.kind} ${shown.name}`}
                serverId={server.id}
                item={shown}
                onBack={() => {
                  setLeft(shown);
                  onItem(null);
                }}
              />
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
          ...(setup !== null &&
            isUnsaved(setup.typed) && { mark: <span className="text-blue">not saved</span> }),
          content: <SetupTab detail={detail} />,
        },
      ]}
    />
  );
}

interface ShownItemProps {
  serverId: string;
  item: ItemView;
  onBack: () => void;
}

function ShownItem({ serverId, item, onBack }: ShownItemProps) {
  const [trying, setTrying] = useState(false);
  if (trying) return <TryTool serverId={serverId} tool={item} onBack={() => setTrying(false)} />;
  return (
    <ItemPanel serverId={serverId} item={item} onBack={onBack} onTry={() => setTrying(true)} />
  );
}
