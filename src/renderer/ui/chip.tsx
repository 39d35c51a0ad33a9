import clsx from 'clsx';
import { ChevronDown, X } from 'lucide-react';
import type { ComponentProps } from 'react';

export interface ChipProps extends Omit<ComponentProps<'button'>, 'value'> {
  /** What it filters by; shown while it is off. */
  label: string;
  /** The value in force; the chip is on when there is one. */
  value?: string | null | undefined;
  onClear?: (() => void) | undefined;
}

/** A filter: its name while off, its value with a cross while on. Also the trigger of a menu. */
export function Chip({ label, value, onClear, className, ...rest }: ChipProps) {
  const on = value !== undefined && value !== null;
  return (
    <span
      className={clsx(
        'inline-flex h-26 flex-none items-center rounded-6 border text-12',
        on ? 'border-blue-line bg-blue-soft text-ink' : 'border-line-2 bg-bg text-ink-2',
        className,
      )}
    >
      <button
        type="button"
        {...rest}
        className={clsx(
          'flex h-full items-center gap-5 rounded-6 pl-8',
          on ? 'pr-2 font-550' : 'pr-8 hover:bg-hover',
        )}
      >
        {on && <span className="sr-only">{label}: </span>}
        <span className="max-w-160 truncate">{on ? value : label}</span>
        {!on && <ChevronDown size={12} aria-hidden />}
      </button>
      {on && (
        <button
          type="button"
          aria-label={`Clear ${label}`}
          onClick={onClear}
          className="grid h-full w-24 place-items-center rounded-6 text-blue hover:bg-hover"
        >
          <X size={12} strokeWidth={2.25} aria-hidden />
        </button>
      )}
    </span>
  );
}
