import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { StatusTone } from '../format/server-state.ts';
import { useOldSince } from './old-since.ts';

const shapes: Readonly<Record<StatusTone, string>> = {
  ready: 'size-8 rounded-full bg-green-fill',
  busy: 'size-10 -m-1 animate-turn rounded-full border-2 border-ink-2 border-r-transparent',
  stopped: 'size-8 rounded-full border-[1.5px] border-control',
  waiting: 'size-7 rotate-45 rounded-[1px] bg-amber-fill',
  broken: 'size-8 rounded-[1.5px] bg-red-fill',
};

/** The shape alone, where the word stands elsewhere. */
export function StatusDot({ tone }: { tone: StatusTone }) {
  return (
    <span
      aria-hidden
      className={clsx('inline-block flex-none forced-color-adjust-none', shapes[tone])}
    />
  );
}

export interface StatusProps {
  tone: StatusTone;
  /** Always said: a shape and a colour are not enough. */
  word: string;
  /** Age of the proof, or the next try. */
  detail?: ReactNode;
  /** Puts the detail under the word. */
  stacked?: boolean;
}

/** What lives only as long as somebody proves it: said in the past once nobody does. */
const alive: ReadonlySet<StatusTone> = new Set(['ready', 'busy']);

/** A state with its proof. */
export function Status({ tone, word, detail, stacked = false }: StatusProps) {
  const past = useOldSince() !== null && alive.has(tone);
  return (
    <span
      className={clsx(
        'inline-flex min-w-0 max-w-full gap-7',
        stacked ? 'items-baseline' : 'items-center',
      )}
    >
      <StatusDot tone={past ? 'stopped' : tone} />
      <span className={clsx('flex min-w-0', stacked ? 'flex-col' : 'items-baseline gap-7')}>
        <span className="whitespace-nowrap">{past ? `Was ${word.toLowerCase()}` : word}</span>
        {detail !== undefined && detail !== null && (
          <span className="truncate text-12 text-ink-3">{detail}</span>
        )}
      </span>
    </span>
  );
}
