import clsx from 'clsx';
import { Ban, GitCompareArrows, Wrench } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ItemView, ServerSummary } from '../../../shared/contract-server-views.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

export interface ToolsTabProps {
  server: ServerSummary;
  tools: readonly ItemView[];
  /** Prompts, resources, templates, instructions. */
  others: readonly ItemView[];
  /** The item that was open before: it gets the focus back. */
  left: ItemView | null;
  onOpen: (item: ItemView) => void;
  onReview: () => void;
}

const kinds = {
  tool: 'Tools',
  prompt: 'Prompts',
  resource: 'Resources',
  template: 'Templates',
  instructions: 'Instructions',
} as const;

/** What the server offers, tools first; an item opens with its definition. */
export function ToolsTab(props: ToolsTabProps) {
  const { server, tools, others, left, onOpen, onReview } = props;
  const waiting = [...tools, ...others].filter(
    ({ state }) => state === 'changed' || state === 'pending',
  );
  const [first] = waiting;
  const groups = (['tool', 'prompt', 'resource', 'template', 'instructions'] as const).map(
    (kind) => ({
      kind,
      items: [...tools, ...others].filter((item) => item.kind === kind),
    }),
  );
  return (
    <div className="flex flex-col gap-12">
      {first && (
        <Banner
          tone="amber"
          icon={GitCompareArrows}
          title={
            waiting.length === 1
              ? `${first.name} ${first.state === 'changed' ? 'changed' : 'is new'}.`
              : `${formatCounted(waiting.length, 'definition')} wait for you.`
          }
          action={
            <Button size="small" onClick={onReview}>
              Review
            </Button>
          }
        >
          Clients cannot call {waiting.length === 1 ? 'it' : 'them'} until you reviewed{' '}
          {waiting.length === 1 ? 'it' : 'them'}.
        </Banner>
      )}
      {tools.length + others.length === 0 && (
        <Empty icon={Wrench} title="Nothing is known of it yet">
          {server.state === 'ready'
            ? 'It lists no tools.'
            : 'What it offers is read when it starts for the first time.'}
        </Empty>
      )}
      {groups
        .filter(({ items }) => items.length > 0)
        .map(({ kind, items }) => (
          <section key={kind} aria-label={kinds[kind]}>
            {kind !== 'tool' && <h3 className="mb-4 font-550 text-12 text-ink-2">{kinds[kind]}</h3>}
            <ul>
              {items.map((item) => (
                <ItemRow
                  key={item.name}
                  item={item}
                  takesFocus={left?.kind === kind && left.name === item.name}
                  onOpen={() => onOpen(item)}
                />
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

interface ItemRowProps {
  item: ItemView;
  takesFocus: boolean;
  onOpen: () => void;
}

function ItemRow({ item, takesFocus, onOpen }: ItemRowProps) {
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) own.current?.focus();
  }, [takesFocus]);
  const { name, title, description, state } = item;
  const said = title || description;
  return (
    <li className="border-line border-b">
      <button
        ref={own}
        type="button"
        onClick={onOpen}
        className="flex h-30 w-full items-center gap-8 rounded-4 text-left text-12 hover:bg-hover"
      >
        <Foreign
          text={name}
          className={clsx(
            'code-text',
            said === '' ? 'min-w-0 flex-1' : 'max-w-[60%] flex-none',
            state === 'refused' && 'text-ink-3',
          )}
        />
        {said !== '' && <Foreign text={said} className="min-w-0 flex-1 text-ink-3" />}
        <Mark item={item} />
      </button>
    </li>
  );
}

/** At the right: what keeps it from being called, else what the server says of it. */
function Mark({ item: { state, rule, claims, reason } }: { item: ItemView }) {
  if (state === 'changed') return <span className="flex-none text-11 text-amber">withdrawn</span>;
  if (state === 'pending')
    return <span className="flex-none text-11 text-amber">waits for review</span>;
  if (state === 'refused')
    return (
      <Tooltip text={reason}>
        <span className="flex-none text-11 text-red">refused</span>
      </Tooltip>
    );
  if (rule?.effect === 'deny') {
    return (
      <Tooltip text={rule.rule}>
        <span className="flex flex-none items-center gap-4 text-11 text-ink-2">
          <Ban size={11} strokeWidth={2.25} aria-hidden /> denied to all
        </span>
      </Tooltip>
    );
  }
  const claim = claimOf(claims);
  if (claim === null) return null;
  return (
    <Tooltip text="The server’s own claim; no decision uses it">
      <span className="flex-none text-11 text-ink-3">{claim}</span>
    </Tooltip>
  );
}

function claimOf({ readOnly, destructive }: ItemView['claims']): string | null {
  if (readOnly === true) return 'reads';
  if (destructive === true) return 'deletes';
  return readOnly === false ? 'writes' : null;
}
