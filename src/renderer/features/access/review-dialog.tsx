import { Check } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { useAct, useCall, useMethod } from '../../api.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ChangeRow } from './change-row.tsx';
import { useStagedAccess } from './staged-access.ts';
import { type AccessData, nothingStaged } from './staged-edits.ts';

export interface ReviewDialogProps {
  present: AccessData;
  onClose: () => void;
}

/** What the staged edits would change, in the client's terms, before any of it is written. */
export function ReviewDialog({ present, onClose }: ReviewDialogProps) {
  const [staged, change] = useStagedAccess();
  const [seen, setSeen] = useState(present.sha256);
  const edits = [...staged.cells.values()];
  const preview = useMethod('access.preview', { edits }, { enabled: edits.length > 0 });
  const apply = useAct('access.apply');
  const call = useCall();
  const toast = useToast();
  const count = formatCounted(edits.length, 'change');
  const [applied, setApplied] = useState(false);
  const stale = !applied && (seen !== present.sha256 || apply.error?.code === 'stale');

  const run = async () => {
    const before = present.revision;
    const reply = await apply.run({ edits, expectedSha256: seen });
    if (reply === null) return;
    setApplied(true);
    change(() => nothingStaged);
    onClose();
    const undo = async () => {
      await call('access.undo', { to: before, expectedSha256: reply.sha256 });
    };
    toast({
      text: `Applied ${count}. Revision ${formatCount(reply.revision)} is in force.`,
      action: { label: 'Undo', run: () => void undo() },
    });
  };
  const blocked = applyBlocked(preview.error, preview.data !== undefined, edits.length);
  useShortcut({ keys: 'mod+enter', label: 'Apply the staged changes' }, () => {
    if (blocked === null && apply.disabledReason === null) void run();
  });

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Apply ${count}?`}
      fact={
        preview.data
          ? `Revision ${formatCount(present.revision)} becomes ${formatCount(preview.data.revision)}. Takes effect at once; nothing restarts.`
          : 'Read by the engine, not written yet.'
      }
    >
      <DialogBody>
        {stale ? (
          <Banner
            tone="amber"
            title="The registry changed in the meantime."
            action={
              <Button
                size="small"
                onClick={() => {
                  apply.reset();
                  setSeen(present.sha256);
                }}
              >
                Read again
              </Button>
            }
          >
            Nothing was written. Your staged cells are kept; read again what they mean for revision{' '}
            {formatCount(present.revision)}.
          </Banner>
        ) : (
          <Failure error={apply.error ?? preview.error} />
        )}
        {preview.data && !stale && <Changes preview={preview.data} />}
        {preview.isPending && edits.length > 0 && (
          <Skeleton
            awaiting="The engine reads what would change"
            rows={Math.min(edits.length, 4)}
            rowHeight={52}
          />
        )}
      </DialogBody>
      <DialogFoot fact="Undo from History at any time">
        <Button onClick={onClose}>Keep editing</Button>
        <Button
          tone="primary"
          keys="mod+enter"
          working={apply.working}
          disabledReason={stale ? 'Read again first' : (apply.disabledReason ?? blocked)}
          onClick={() => void run()}
        >
          Apply {count}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function applyBlocked(error: AppError | null, isRead: boolean, edits: number): string | null {
  if (edits === 0) return 'Nothing is staged';
  if (error !== null) return 'What would change could not be read';
  return isRead ? null : 'What would change is being read';
}

function Failure({ error }: { error: AppError | null }) {
  if (error === null) return null;
  return (
    <Banner tone="red" title={toSentence(error.message)}>
      {error.hint} Nothing was written. <code className="code-text">{error.code}</code>
    </Banner>
  );
}

type Preview = NonNullable<ReturnType<typeof useMethod<'access.preview'>>['data']>;

function Changes({ preview: { changes, budgets, lines } }: { preview: Preview }) {
  const exceeded = budgets.filter(({ after, limit }) => limit !== null && after > limit);
  return (
    <>
      <ul className="mt-4 rounded-8 border border-line">
        {changes.map((change) => (
          <ChangeRow key={`${change.client}\n${change.server}`} change={change} />
        ))}
      </ul>
      {exceeded.length === 0 ? (
        <p className="mt-12 flex items-start gap-6 text-12 text-ink-3">
          <Check size={14} strokeWidth={2.25} className="mt-1 flex-none text-green" aria-hidden />
          <span>
            <span className="text-green">Valid</span> Open sessions are told that their lists
            changed.
          </span>
        </p>
      ) : (
        exceeded.map(({ client, after, limit }) => (
          <div key={client} className="mt-12">
            <Banner tone="amber" title={`${client} would list ${formatCount(after)} tools.`}>
              Its application takes {formatCount(limit)}; the rest would be invisible to it.
            </Banner>
          </div>
        ))
      )}
      <div className="mt-10 text-12">
        <Disclosure
          className="text-ink-2"
          summary={
            <>
              Change in registry.yaml{' '}
              <span className="text-ink-3">{formatCounted(lines.length, 'line')}</span>
            </>
          }
        >
          <pre className="code-text mt-8 overflow-x-auto rounded-6 bg-sunken px-12 py-8">
            {lines.join('\n')}
          </pre>
        </Disclosure>
      </div>
    </>
  );
}
