import { ClipboardCopy } from 'lucide-react';
import { Link } from 'wouter';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { viewPath } from '../../format/view-path.ts';
import { Age } from '../../ui/age.tsx';
import { Button } from '../../ui/button.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Meter } from '../../ui/meter.tsx';
import { Cell, Row } from '../../ui/rows.tsx';
import { Status } from '../../ui/status.tsx';
import { Tile } from '../../ui/tile.tsx';
import { useNow } from '../../ui/use-now.ts';
import { type ClientAct, ClientMenu } from './client-drawer.tsx';
import { exceedsLimit, tokenState } from './token-state.ts';

export interface ClientRowProps {
  client: ClientSummary;
  appTitle: string;
  /** The drawer is open: the list drops what it shows as well. */
  narrow: boolean;
  onAct: (act: ClientAct) => void;
}

/** One client in the list; what it needs is at the right. */
export function ClientRow({ client, appTitle, narrow, onAct }: ClientRowProps) {
  const { id, allowServers, lastUsedUs } = client;
  const { tone, word, needsRotation } = tokenState(client, useNow());
  return (
    <Row id={id} height="two">
      <Cell className="flex items-center gap-12">
        <Tile name={id} />
        <span className="flex min-w-0 flex-col">
          <span className="truncate font-550">{id}</span>
          <span className="truncate text-12 text-ink-3">{appTitle}</span>
        </span>
      </Cell>
      <Cell>
        <Status tone={tone} word={word} />
      </Cell>
      <Cell>
        <Age us={lastUsedUs} none="Never" />
      </Cell>
      {!narrow && (
        <>
          <Cell>{formatCounted(allowServers.length, 'server')}</Cell>
          <Cell>
            <ToolBudget client={client} />
          </Cell>
          <Cell end className="flex items-center justify-end gap-4 overflow-visible">
            <RowAct client={client} needsRotation={needsRotation} onAct={onAct} />
            <ClientMenu client={client} onAct={onAct} />
          </Cell>
        </>
      )}
    </Row>
  );
}

interface RowActProps {
  client: ClientSummary;
  needsRotation: boolean;
  onAct: (act: ClientAct) => void;
}

function RowAct({ client, needsRotation, onAct }: RowActProps) {
  if (needsRotation) return <Button onClick={() => onAct('rotate')}>Rotate token</Button>;
  if (exceedsLimit(client)) {
    return (
      <Link href={viewPath('/access', { client: client.id })} className={buttonClass({})}>
        Choose tools
      </Link>
    );
  }
  return (
    <Button tone="ghost" icon={ClipboardCopy} onClick={() => onAct('snippet')}>
      Snippet
    </Button>
  );
}

/** How many tools it lists, against what its application takes; without a known limit the number alone. */
function ToolBudget({ client }: { client: ClientSummary }) {
  const { listed, toolLimit } = client;
  if (toolLimit === null)
    return <span className="text-ink-2">{formatCounted(listed, 'tool')}</span>;
  const over = listed - toolLimit;
  return (
    <span className="flex max-w-120 flex-col gap-4 text-12">
      <span className={over > 0 ? 'text-amber' : ''}>
        {formatCount(listed)} of {formatCount(toolLimit)}
        {over > 0 && ` · ${formatCount(over)} hidden`}
      </span>
      <Meter
        label={`Tools of ${client.id}`}
        value={listed}
        max={toolLimit}
        tone={over > 0 ? 'amber' : 'neutral'}
      />
    </span>
  );
}
