import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import type { ItemView } from '../../../shared/contract-server-views.ts';
import { useAct, useMethod } from '../../api.ts';
import { formatHash } from '../../format/identifiers.ts';
import { formatCounted } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Badge } from '../../ui/badge.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { Diff } from '../../ui/diff.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FactList } from '../../ui/facts.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useToast } from '../../ui/toasts.tsx';

export interface ChangesTabProps {
  serverId: string;
  /** Changed and pending, of every kind. */
  waiting: readonly ItemView[];
}

/** Definitions that are not what was approved, one after the other; nobody can use them until a person said so. */
export function ChangesTab({ serverId, waiting }: ChangesTabProps) {
  const [at, setAt] = useState(0);
  const item = waiting[Math.min(at, waiting.length - 1)];
  if (!item) {
    return (
      <Empty icon={GitCompareArrows} title="Nothing waits for review">
        Everything is as it was approved. A change is withdrawn from clients and shown here.
      </Empty>
    );
  }
  return (
    <Review
      key={`${item.kind}\n${item.name}`}
      serverId={serverId}
      item={item}
      place={`${Math.min(at, waiting.length - 1) + 1} of ${waiting.length}`}
      onNext={waiting.length > 1 ? () => setAt((at + 1) % waiting.length) : null}
    />
  );
}

interface ReviewProps {
  serverId: string;
  item: ItemView;
  place: string;
  onNext: (() => void) | null;
}

function Review({ serverId, item, place, onNext }: ReviewProps) {
  const { name, kind, state } = item;
  const { data, error } = useMethod('servers.item', { id: serverId, name, kind });
  const approve = useAct('servers.approve');
  const toast = useToast();
  const run = async () => {
    const done = await approve.run({ id: serverId, names: [name], kind });
    if (done !== null) toast({ text: `${name} is approved; clients are served the new text.` });
  };
  return (
    <div className="flex flex-col gap-12">
      <div className="flex items-center gap-8">
        <Foreign text={name} className="code-text min-w-0 font-600" />
        <Badge tone="amber">{state === 'changed' ? 'Withdrawn' : 'New'}</Badge>
        <span className="ml-auto flex-none text-12 text-ink-3">{place}</span>
      </div>
      <p className="text-12 text-ink-2">
        {state === 'changed'
          ? `The server now describes this ${kind} differently from what was approved.`
          : `Nobody has approved this ${kind} yet.`}
        {data &&
          data.clients.length > 0 &&
          ` ${formatCounted(data.clients.length, 'client')} could use it ${state === 'changed' ? 'before' : 'once it is approved'}.`}
      </p>
      {error && (
        <p className="text-12 text-red">
          {toSentence(error.message)} {error.hint}
        </p>
      )}
      {!data && !error && <Skeleton awaiting="Comparing the definitions" />}
      {data?.warnings.map((warning) => (
        <Banner key={warning} tone="amber" title={warning} />
      ))}
      {data?.changes.map(({ path, approved, observed }) => (
        <figure key={path} className="overflow-hidden rounded-6 border border-line">
          <figcaption className="border-line border-b bg-sunken px-12 py-4 text-12 text-ink-2">
            {path}
          </figcaption>
          <Diff label={`Change of ${path}`} before={approved ?? ''} after={observed ?? ''} />
        </figure>
      ))}
      {data && data.changes.length === 0 && data.observed && (
        <Code text={data.observed.text} className="max-h-320" />
      )}
      {data && (
        <FactList
          facts={[
            { label: 'Approved', value: <Hash sha256={data.approved?.sha256} /> },
            { label: 'Offered now', value: <Hash sha256={data.observed?.sha256} /> },
          ]}
        />
      )}
      {approve.error && (
        <Banner tone="red" title={toSentence(approve.error.message)}>
          {approve.error.hint}
        </Banner>
      )}
      <div className="flex items-center gap-8">
        <span className="min-w-0 flex-1 text-12 text-ink-3">Recorded in Audit</span>
        {onNext && <Button onClick={onNext}>Keep withdrawn, next</Button>}
        <Button
          tone="danger"
          working={approve.working}
          disabledReason={approve.disabledReason}
          onClick={() => void run()}
        >
          Approve this text
        </Button>
      </div>
    </div>
  );
}

function Hash({ sha256 }: { sha256: string | undefined }) {
  if (sha256 === undefined) return '—';
  return (
    <code className="code-text" title={sha256}>
      sha256 {formatHash(sha256)}
    </code>
  );
}
