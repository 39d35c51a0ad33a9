import clsx from 'clsx';
import { showHostileLine } from '../../shared/hostile-characters.ts';

/** One line of a name or a description that others wrote: cut at the end, the whole on hover. */
export function Foreign({ text, className }: { text: string; className?: string }) {
  const shown = showHostileLine(text);
  return (
    <span className={clsx('truncate', className)} title={shown}>
      {shown}
    </span>
  );
}
