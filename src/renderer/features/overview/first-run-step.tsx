import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

export interface FirstRunStepProps {
  number: number;
  state: 'done' | 'next' | 'later';
  title: string;
  text: string;
  /** What stands beside a later step. */
  fact: string;
  /** The act of the next step. */
  children: ReactNode;
}

/** One step of the way to a first call: the next one at length, with its act. */
export function FirstRunStep({ number, state, title, text, fact, children }: FirstRunStepProps) {
  const next = state === 'next';
  return (
    <li
      aria-current={next ? 'step' : undefined}
      className={clsx(
        'flex gap-16 border-line px-18 not-first:border-t',
        next ? 'items-start py-16' : 'h-51 items-center',
      )}
    >
      <span
        className={clsx(
          'grid size-24 flex-none place-items-center rounded-full font-600 text-12',
          next && 'bg-ink text-ink-inv',
          state === 'later' && 'border-[1.5px] border-line-2 text-ink-3',
          state === 'done' && 'bg-green-soft text-green',
        )}
      >
        {state === 'done' ? <Check size={14} strokeWidth={2.25} aria-label="Done" /> : number}
      </span>
      {next ? (
        <div className="min-w-0 flex-1">
          <h3 className="font-600">{title}</h3>
          <p className="max-w-440 text-12/18 text-ink-2">{text}</p>
          <div className="mt-14 flex flex-wrap items-center gap-8">{children}</div>
        </div>
      ) : (
        <>
          <span
            className={clsx(
              'min-w-0 flex-1 truncate',
              state === 'later' ? 'text-ink-2' : 'text-ink-3',
            )}
          >
            {title}
          </span>
          {state === 'later' && <span className="truncate text-12 text-ink-3">{fact}</span>}
        </>
      )}
    </li>
  );
}
