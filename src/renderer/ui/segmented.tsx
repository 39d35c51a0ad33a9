import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: LucideIcon;
}

export interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  segments: readonly Segment<T>[];
  onChange: (value: T) => void;
}

/** One of two to four values, all visible; arrow keys move between them. */
export function Segmented<T extends string>({
  label,
  value,
  segments,
  onChange,
}: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = segments.find((segment) => segment.value === next);
        if (chosen) onChange(chosen.value);
      }}
      className="inline-flex flex-none gap-1 rounded-8 bg-pressed p-2"
    >
      {segments.map(({ value: own, label: text, icon: Icon }) => (
        <ToggleGroup.Item
          key={own}
          value={own}
          className={clsx(
            'inline-flex h-24 items-center gap-5 rounded-6 px-10 font-500 text-12 text-ink-2 hover:text-ink',
            'data-[state=on]:bg-raised data-[state=on]:font-550 data-[state=on]:text-ink data-[state=on]:shadow-1 data-[state=on]:ring data-[state=on]:ring-line',
          )}
        >
          {Icon && <Icon size={14} aria-hidden />}
          {text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
