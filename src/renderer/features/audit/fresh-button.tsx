import { ArrowUp } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import type { LogFeed } from './log-feed.ts';
import { hasFresh, type LogWindow, nameFresh } from './log-window.ts';

export interface FreshButtonProps {
  feed: LogFeed;
  window: LogWindow;
  /** The element of the list that scrolls. */
  list: RefObject<HTMLDivElement | null>;
}

/** Shows the rows that wait; nothing where none do. It stands in the head of the view, where it covers no row. */
export function FreshButton({ feed, window, list }: FreshButtonProps) {
  if (!hasFresh(window)) return null;
  const show = () => {
    if (list.current) list.current.scrollTop = 0;
    list.current?.focus();
    feed.showNew();
  };
  return (
    <Button icon={ArrowUp} onClick={show}>
      {nameFresh(window)}
    </Button>
  );
}
