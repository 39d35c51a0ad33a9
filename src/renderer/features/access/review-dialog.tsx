import { Check } from 'lucide-react';
import type { AppError } from '../../../shared/errors.ts';
import { useMethod, useOwnEdits } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { readStale } from '../../editing/read-stale.ts';
import { useEdit } from '../../editing/use-edit.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ChangeRow } from './change-row.tsx';
import { useStagedAccess } from './staged-access.ts';
import { type AccessData, nothingStaged, readAgain } from './staged-edits.ts';

export interface ReviewDialogProps {
  present: AccessData;
  onClose: () => void;
}

/** What the staged edits would change, in the client's terms, before any of it is written. */
export function ReviewDialog({ present, onClose }: ReviewDialogProps) {
  const [staged, change] = useStagedAccess();
  const seen = staged.seen ?? present.sha256;
  const edits = [...staged.cells.values()];
  const expectedSha256 = useOwnEdits().latest(seen);
  const apply = useEdit('access.apply', { sha256: seen }, false);
  const isAny = edits.length > 0;
  const preview = useMethod('access.preview', { edits }, { enabled: isAny });
  // Somebody else changed the registry: the engine says what, by refusing to preview over what was seen.
  const isOther = expectedSha256 !== present.sha256 && !apply.working;
  const over = useMethod(
    'access.preview',
    { edits, expectedSha256 },
    { enabled: isAny && isOther },
  );
  const takeBack = useEdit('access.undo', present, false);
  const toast = useToast();
  const count = formatCounted(edits.length, 'change');
  const changed = apply.stale ?? (isOther ? readStale(over.error) : null);
  const stale = changed && { ...changed, goOn: null };

  const run = async () => {
    const before = present.revision;
    const reply = await apply.run({ edits });
    if (reply === null) return;
    change(() => nothingStaged);
    onClose();
    const undo = async () => {
      if ((await takeBack.run({ to: before }, reply.sha256)) !== null) return;
      toast({ tone: 'bad', text: 'Not taken back. History has the way to each revision.' });
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
        <EditFailure
          edit={{ stale, error: apply.error ?? preview.error }}
          onTop={{
            label: 'Read again',
            run: ({ sha256 }) => {
              apply.reset();
              change((before) => readAgain(before, sha256));
            },
          }}
        />
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
