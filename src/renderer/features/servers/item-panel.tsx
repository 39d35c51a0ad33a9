import { ArrowLeft, Play } from 'lucide-react';
import { Fragment, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { ItemView } from '../../../shared/contract-server-views.ts';
import { showHostile } from '../../../shared/hostile-characters.ts';
import { useMethod } from '../../api.ts';
import { formatHash } from '../../format/identifiers.ts';
import { formatCounted } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { viewPath } from '../../format/view-path.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FactList } from '../../ui/facts.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

export interface ItemPanelProps {
  serverId: string;
  item: ItemView;
  onBack: () => void;
  /** For a tool. */
  onTry: () => void;
}

/** One definition, whole, as clients are served it. */
export function ItemPanel({ serverId, item, onBack, onTry }: ItemPanelProps) {
  const { data, error } = useMethod('servers.item', {
    id: serverId,
    name: item.name,
    kind: item.kind,
  });
  const title = useRef<HTMLHeadingElement>(null);
  // What it was opened from, a row or the palette, is gone.
  useEffect(() => title.current?.focus(), []);
  const definition = data?.approved ?? data?.observed;
  return (
    <div className="flex flex-col gap-12">
      <div className="flex items-center gap-8">
        <IconButton icon={ArrowLeft} label="Back to the list" onClick={onBack} />
        <div className="flex min-w-0 flex-1">
          <h3 ref={title} tabIndex={-1} className="-ml-4 flex min-w-0 rounded-4 px-4">
            <Foreign text={item.name} className="code-text font-600" />
          </h3>
        </div>
        {item.kind === 'tool' && item.state === 'approved' && (
          <Button size="small" icon={Play} onClick={onTry}>
            Try it
          </Button>
        )}
      </div>
      {item.description !== '' && (
        <p className="whitespace-pre-wrap break-words text-12 text-ink-2">
          {showHostile(item.description)}
        </p>
      )}
      {item.state === 'refused' && (
        <Banner tone="red" title="This definition was refused.">
          {item.reason}
        </Banner>
      )}
      {error && (
        <p className="text-12 text-red">
          {toSentence(error.message)} {error.hint}
        </p>
      )}
      {!data && !error && <Skeleton awaiting="Reading the definition" />}
      {definition && (
        <>
          <FactList
            facts={[
              {
                label: 'May call it',
                value: <Callers clients={data?.clients ?? []} serverId={serverId} item={item} />,
              },
              {
                label: 'Definition',
                value: (
                  <span className="inline-flex items-center gap-6">
                    <code className="code-text">{formatHash(definition.sha256)}</code>
                    <CopyButton
                      iconOnly
                      size="small"
                      tone="ghost"
                      label="Copy the hash"
                      text={definition.sha256}
                    />
                  </span>
                ),
              },
            ]}
          />
          <Code text={definition.text} className="max-h-420" />
        </>
      )}
    </div>
  );
}

interface CallersProps extends Pick<ItemPanelProps, 'serverId' | 'item'> {
  clients: readonly string[];
}

/** The clients that may call it, each with the way to where that is decided. */
function Callers({ clients, serverId, item: { kind, name } }: CallersProps) {
  if (clients.length === 0) return 'no client';
  const tool = kind === 'tool' ? name : null;
  return (
    <>
      {formatCounted(clients.length, 'client')}:{' '}
      {clients.map((client, index) => (
        <Fragment key={client}>
          {index > 0 && ', '}
          <Link
            href={viewPath('/access', { client, server: serverId, tool })}
            aria-label={`Open ${client} in Access`}
            className="text-blue underline"
          >
            {client}
          </Link>
        </Fragment>
      ))}
    </>
  );
}
