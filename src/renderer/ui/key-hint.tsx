import clsx from 'clsx';
import { formatKeys, isMac } from '../format/keys.ts';

/** The shortcut of an act, such as `mod+k` or `n`, as this machine writes it. */
export function KeyHint({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd className={clsx('font-500 font-sans text-11', className)}>
      {formatKeys(keys, isMac(navigator.platform))}
    </kbd>
  );
}
