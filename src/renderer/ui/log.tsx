import clsx from 'clsx';
import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { showHostile } from '../../shared/hostile-characters.ts';
import { formatCounted } from '../format/numbers.ts';
import { formatClock, formatDay, isSameDay } from '../format/times.ts';
import { Button } from './button.tsx';
import { useToday } from './use-today.ts';

export interface LogLine {
  /** Rises by one with each line; the key of the row. */
  readonly seq: number;
  /** Wall time in microseconds, where it is known. */
  readonly us: number | null;
  readonly text: string;
  /** `lmcp`: said by LMCP itself; `error`: marked red. */
  readonly kind?: 'server' | 'lmcp' | 'error';
}

export interface LogProps {
  label: string;
  /** Oldest first. */
  lines: readonly LogLine[];
}

const nearEndPx = 24;

/** What a server printed, as text. Follows the end until it is scrolled; then it counts what is new. */
export function Log({ label, lines }: LogProps) {
  const box = useRef<HTMLDivElement>(null);
  /** The last line that was seen, or null while following the end. */
  const [seen, setSeen] = useState<number | null>(null);
  const todayMs = useToday();
  const last = lines.at(-1)?.seq ?? -1;
  const following = seen === null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is the reason to scroll.
  useLayoutEffect(() => {
    if (following) scrollToEnd(box.current);
  }, [last, following]);
  // The end also leaves the view by itself: a notice appears above, the window gets narrower, the font arrives.
  useEffect(() => {
    if (!following || box.current === null) return;
    const sizes = new ResizeObserver(() => scrollToEnd(box.current));
    for (const element of [box.current, ...box.current.children]) sizes.observe(element);
    return () => sizes.disconnect();
  }, [following]);

  const onScroll = () => {
    if (!box.current) return;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    const atEnd = scrollHeight - scrollTop - clientHeight < nearEndPx;
    setSeen((before) => (atEnd ? null : (before ?? last)));
  };
  const unseen = seen === null ? 0 : lines.filter((line) => line.seq > seen).length;

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="log"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={onScroll}
        className="code-text min-h-0 flex-1 overflow-auto rounded-6 border border-line bg-sunken py-8"
      >
        <div>
          {lines.map((line, index) => (
            <LogRow key={line.seq} line={line} day={dayBefore(lines, index, todayMs)} />
          ))}
        </div>
      </div>
      {unseen > 0 && (
        // Below the lines, not over the last of them.
        <div className="flex flex-none justify-center pt-8">
          <Button size="small" icon={ArrowDown} onClick={() => setSeen(null)}>
            {formatCounted(unseen, 'new line')}
          </Button>
        </div>
      )}
    </div>
  );
}

function scrollToEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight;
}

/** Laid out also where it is not in view: a height that is only guessed leaves the end somewhere else. */
function LogRow({ line: { us, text, kind }, day }: { line: LogLine; day: string | null }) {
  return (
    <>
      {day !== null && <p className="px-12 pt-4 font-550 font-sans text-ink-3">{day}</p>}
      <div
        className={clsx(
          'grid grid-cols-[4.25rem_minmax(0,1fr)] gap-x-8 px-12',
          kind === 'error' && 'bg-red-soft text-red',
        )}
      >
        <span className="text-ink-3">{us === null ? '' : formatClock(us)}</span>
        <span
          className={clsx(
            'whitespace-pre-wrap break-words',
            kind === 'lmcp' && 'font-sans text-ink-3',
          )}
        >
          {showHostile(text)}
        </span>
      </div>
    </>
  );
}

/** The day that begins with a line, where it is another than that of the line before; of the first one, than today. */
function dayBefore(lines: readonly LogLine[], index: number, todayMs: number): string | null {
  const us = lines[index]?.us ?? null;
  if (us === null) return null;
  const before = index === 0 ? todayMs : (lines[index - 1]?.us ?? us) / 1_000;
  return isSameDay(us, before) ? null : formatDay(us, todayMs);
}
