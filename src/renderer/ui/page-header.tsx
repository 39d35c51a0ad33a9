import type { ReactNode } from 'react';
import { formatClockOrDay } from '../format/times.ts';
import { useOldSince } from './old-since.ts';

export interface PageHeaderProps {
  title: string;
  /** One grey fact beside the title; while nothing follows the engine, only since when it is unknown. */
  fact?: ReactNode;
  /** At the right; one primary button at most. */
  children?: ReactNode;
}

/** The 52 px head of a view; where the host draws its own window controls, it also moves the window. */
export function PageHeader({ title, fact, children }: PageHeaderProps) {
  const oldSince = useOldSince();
  const known =
    oldSince === null ? fact : `unknown since ${formatClockOrDay(oldSince, Date.now())}`;
  return (
    <header className="drag-window flex h-52 flex-none items-center gap-8 border-line border-b px-24">
      <h1 className="text-15 font-620 whitespace-nowrap">{title}</h1>
      {fact !== undefined && <span className="truncate text-12 text-ink-3">{known}</span>}
      <div className="ml-auto flex items-center gap-8">{children}</div>
    </header>
  );
}
