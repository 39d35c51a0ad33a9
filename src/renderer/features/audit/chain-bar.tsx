import clsx from 'clsx';
import { formatSequence } from '../../format/identifiers.ts';

/** The chain from the first row to the head, with the place at which it breaks. */
export function ChainBar({ head, broken }: { head: number; broken: number | null }) {
  const percent =
    broken === null ? 0 : Math.min(99, Math.max(1, (broken / Math.max(1, head)) * 100));
  return (
    <div>
      <div aria-hidden className="relative h-26 rounded-4 border border-green-line bg-green-soft">
        {broken !== null && (
          <span
            className="absolute inset-y-0 w-8 -translate-x-1/2 border-raised border-x-2 bg-red-fill"
            style={{ left: `${percent}%` }}
          />
        )}
      </div>
      <div className="relative mt-6 flex h-16 justify-between text-11 text-ink-3">
        <span>#1</span>
        {broken !== null && (
          <span
            className={clsx(
              'absolute font-600 text-red',
              percent > 85 && '-translate-x-full',
              percent > 12 && percent <= 85 && '-translate-x-1/2',
              percent <= 12 && 'pl-24',
            )}
            style={{ left: `${percent > 85 ? 85 : percent}%` }}
          >
            {formatSequence(broken)}
          </span>
        )}
        <span>{formatSequence(head)}</span>
      </div>
    </div>
  );
}
