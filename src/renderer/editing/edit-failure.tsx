import { useEffect, useRef } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import { toSentence } from '../format/to-sentence.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import type { Stale } from './use-edit.ts';

export interface EditFailureProps {
  edit: { readonly error: AppError | null; readonly stale: Stale | null };
  /** What goes on with what was typed, where that is not the form's own button. */
  onTop?: { readonly label: string; readonly run: (stale: Stale) => void };
}

/** Why an edit was not taken; nothing where it was. Where the registry changed under the form: what is different, and the way on. */
export function EditFailure({ edit: { error, stale }, onTop }: EditFailureProps) {
  if (stale !== null) return <StaleNotice stale={stale} onTop={onTop} />;
  if (error === null) return null;
  return (
    <Banner tone="red" title={toSentence(error.message)}>
      {error.hint} <code className="code-text">{error.code}</code>
    </Banner>
  );
}

interface StaleNoticeProps {
  stale: Stale;
  onTop: EditFailureProps['onTop'] | undefined;
}

/** The file is not the one that the form was made from: nothing was written, and nothing typed is lost. */
function StaleNotice({ stale, onTop }: StaleNoticeProps) {
  const { lines, goOn } = stale;
  const place = useRef<HTMLDivElement>(null);
  // What was pressed may stand at the very edge of what is seen, and be off now: who has lost the focus finds it on the way on.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
    if (document.activeElement === document.body) place.current?.querySelector('button')?.focus();
  }, []);
  const way = onTop ?? (goOn && { label: 'Go on with my change', run: goOn });
  return (
    <div ref={place} className="flex flex-col gap-8">
      <Banner
        tone="amber"
        title="The registry changed in the meantime."
        action={
          way && (
            <Button size="small" onClick={() => way.run(stale)}>
              {way.label}
            </Button>
          )
        }
      >
        {way
          ? 'Nothing was written, and what you entered is kept. Read what changed; then it can be saved on top of that.'
          : 'Nothing was written. What is there now is shown.'}
      </Banner>
      {lines.length > 0 && (
        <ul
          aria-label="What changed"
          className="code-text rounded-6 bg-sunken px-12 py-8 text-ink-2"
        >
          {lines.map((line) => (
            <li key={line} className="break-words">
              {showHostileLine(line)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
