import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Empty } from './empty.tsx';
import { useOldSince } from './old-since.ts';

const explainAfterMs = 5_000;

export interface SkeletonProps {
  /** What is awaited, said to screen readers at once and to everybody after five seconds. */
  awaiting: string;
  rows?: number;
  /** Height of one row in pixels, as in the final list. */
  rowHeight?: 30 | 34 | 44 | 52;
}

/** The shape of a list that is on its way; unseen for the first 150 ms. Where nobody answers, that it was never read. */
export function Skeleton({ awaiting, rows = 6, rowHeight = 34 }: SkeletonProps) {
  const [late, setLate] = useState(false);
  const awaited = useOldSince() === null;
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), explainAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!awaited)
    return (
      <Empty fill icon={Unplug} title="Not known">
        It was not read before the engine stopped answering.
      </Empty>
    );
  return (
    <div className="animate-late" aria-busy>
      {late && <p className="px-24 pt-12 text-12 text-ink-3">{awaiting}</p>}
      {!late && <p className="sr-only">{awaiting}</p>}
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move.
          key={row}
          className="flex items-center gap-24 border-line border-b px-24"
          style={{ height: `${rowHeight / 16}rem` }}
        >
          <span className="h-10 w-140 rounded-4 bg-pressed" />
          <span className="h-10 w-84 rounded-4 bg-pressed" />
          <span className="ml-auto h-10 w-36 rounded-4 bg-pressed" />
        </div>
      ))}
    </div>
  );
}
