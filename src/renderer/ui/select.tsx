import clsx from 'clsx';
import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useFieldLinks } from './field.tsx';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
}

export interface SelectProps<T extends string>
  extends Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'> {
  value: T;
  options: readonly SelectOption<T>[];
  onChange: (value: T) => void;
}

/** One of a few values. The platform's own list opens: it is reachable by every assistive technology. */
export function Select<T extends string>({
  value,
  options,
  onChange,
  className,
  ...rest
}: SelectProps<T>) {
  return (
    <span className={clsx('relative inline-flex', className)}>
      <select
        {...useFieldLinks()}
        {...rest}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="h-28 w-full appearance-none text-ellipsis rounded-6 border border-line-2 bg-surface pr-28 pl-10 font-540 text-12 text-ink shadow-1 disabled:opacity-45"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-raised text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        size={12}
        className="pointer-events-none absolute top-8 right-9 text-ink-2"
        aria-hidden
      />
    </span>
  );
}
