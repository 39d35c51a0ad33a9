import clsx from 'clsx';
import { showHostileLine } from '../../shared/hostile-characters.ts';

const keptAtTheEnd = 16;

export interface TruncatedProps {
  text: string;
  /** How wide it may become; else as wide as there is room. */
  className?: string;
}

/** A path or a command: where there is no room its middle is left out, the whole is on hover; invisible characters as escapes. */
export function Truncated({ text, className }: TruncatedProps) {
  const shown = showHostileLine(text);
  const end = shown.length - Math.min(keptAtTheEnd, Math.floor(shown.length / 2));
  return (
    <span
      title={shown}
      className={clsx(
        'code-text inline-flex min-w-0 max-w-full overflow-hidden whitespace-pre align-bottom',
        className,
      )}
    >
      <span className="overflow-hidden text-ellipsis">{shown.slice(0, end)}</span>
      <span className="flex-none">{shown.slice(end)}</span>
    </span>
  );
}
