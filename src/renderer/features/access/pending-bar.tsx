import clsx from 'clsx';
import { formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { stagedSentence } from './cell-view.ts';
import type { StagedEdits } from './staged-edits.ts';

const saidEdits = 2;

export interface PendingBarProps {
  staged: StagedEdits;
  /** A drawer is open; in a narrow window it lies over the list, and the bar keeps clear of it. */
  drawer: boolean;
  onDiscard: () => void;
  onReview: () => void;
}

/** What is staged, in two sentences, and the way on; it stands over the foot of the matrix. */
export function PendingBar({ staged, drawer, onDiscard, onReview }: PendingBarProps) {
  const edits = [...staged.cells.values()];
  const more = edits.length - saidEdits;
  return (
    <section
      aria-label="Staged changes"
      className={clsx(
        'absolute inset-x-16 bottom-16 z-20 flex animate-pop items-center gap-12 rounded-8 bg-raised py-10 pr-10 pl-14 text-12 shadow-2',
        drawer && 'max-wide:right-336',
      )}
    >
      <Badge tone="blue">{formatCount(edits.length)} staged</Badge>
      <p role="status" className="min-w-0 flex-1 truncate text-ink-2">
        {edits.slice(0, saidEdits).map((edit, index) => {
          const [client, rest] = stagedSentence(edit);
          return (
            <span key={`${edit.client}\n${edit.server}`}>
              {index > 0 && ' · '}
              <strong className="font-600 text-ink">{client}</strong> {rest}
            </span>
          );
        })}
        {more > 0 && ` · ${formatCount(more)} more`}
      </p>
      <Button tone="ghost" onClick={onDiscard}>
        Discard
      </Button>
      <Button tone="primary" keys="mod+enter" onClick={onReview}>
        Review
      </Button>
    </section>
  );
}
