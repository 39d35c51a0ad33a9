import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { isSameDay } from '../../format/times.ts';
import { Rows } from '../../ui/rows.tsx';
import { useToday } from '../../ui/use-today.ts';
import type { LogFeed } from './log-feed.ts';
import { columnClasses, LogHead, LogRow, timeClass } from './log-row.tsx';
import type { LogWindow } from './log-window.ts';
import { NewRowsSaid } from './new-rows-said.tsx';

const rowRem = 1.875;
/** Rows before the end of what is loaded at which the next page is read. */
const readAhead = 60;

export interface LogRowsProps {
  feed: LogFeed;
  window: LogWindow;
  /** A drawer stands beside the list. */
  beside: boolean;
  selected: number | null;
  /** The element that scrolls. */
  box: RefObject<HTMLDivElement | null>;
  onOpen: (seq: number) => void;
}

/** The rows, of which only those in view are drawn. New ones wait while a person points at, scrolled or entered the list. */
export function LogRows({ feed, window, beside, selected, box, onOpen }: LogRowsProps) {
  const { rows, above, olderFrom, fresh } = window;
  const [rowPx] = useState(
    () => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  );
  const todayMs = useToday();
  const oldest = rows.at(-1);
  const ofToday = oldest === undefined || isSameDay(oldest.atUs, todayMs);
  const ids = useMemo(() => rows.map(({ seq }) => String(seq)), [rows]);
  const virtual = useVirtualizer({
    count: above + rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: rowPx,
    scrollPaddingStart: rowPx,
  });
  const drawn = virtual.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? 0;

  const readMore = useEffectEvent(() => {
    if (olderFrom !== null && last >= above + rows.length - readAhead) void feed.loadOlder();
    // Far above what is held, the newest page is nearer than the next one.
    else if (above > 0 && last < readAhead) void feed.reload();
    else if (first < above) void feed.loadNewer();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another range or other rows are the reason to look.
  useEffect(() => readMore(), [first, last, above, rows]);
  useEffect(
    () => () => {
      for (const reason of ['scrolled', 'pointer', 'focus'] as const) feed.hold(reason, false);
    },
    [feed],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it looks where pointer and focus are, it does nothing.
    <div
      className={`relative flex min-h-0 flex-1 flex-col ${columnClasses[beside ? 'beside' : 'full']} ${timeClass(beside, ofToday)}`}
      onPointerEnter={({ pointerType }) => feed.hold('pointer', pointerType === 'mouse')}
      onPointerLeave={() => feed.hold('pointer', false)}
      onFocus={({ target }) => feed.hold('focus', target.matches('[data-row]'))}
      onBlur={() => feed.hold('focus', false)}
      onScrollCapture={() => feed.hold('scrolled', (box.current?.scrollTop ?? 0) > 4)}
    >
      <Rows
        ref={box}
        label="Audit log"
        columns="var(--log-columns)"
        ids={ids}
        selected={selected === null ? null : String(selected)}
        onOpen={(id) => onOpen(Number(id))}
        onReveal={(id) => virtual.scrollToIndex(above + ids.indexOf(id))}
      >
        <LogHead beside={beside} />
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, start }) => {
            const row = rows[index - above];
            if (!row) return null;
            const style = {
              position: 'absolute',
              top: start - rowPx,
              left: 0,
              right: 0,
            } as const;
            return (
              <LogRow
                key={row.seq}
                row={row}
                position={index + 1}
                beside={beside}
                todayMs={todayMs}
                style={style}
              />
            );
          })}
        </div>
      </Rows>
      <NewRowsSaid count={fresh} />
    </div>
  );
}
