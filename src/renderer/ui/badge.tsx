import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type BadgeTone = 'neutral' | 'outline' | 'green' | 'amber' | 'red' | 'blue';

const tones: Readonly<Record<BadgeTone, string>> = {
  neutral: 'bg-pressed text-ink-2',
  outline: 'text-ink-2 inset-ring inset-ring-line-2',
  green: 'bg-green-soft text-green',
  amber: 'bg-amber-soft text-amber',
  red: 'bg-red-soft text-red',
  blue: 'bg-blue-soft text-blue',
};

export interface BadgeProps {
  tone?: BadgeTone;
  icon?: LucideIcon;
  children: ReactNode;
}

/** A fact; never clickable. */
export function Badge({ tone = 'neutral', icon: Icon, children }: BadgeProps) {
  return (
    <span
      className={clsx(
        'inline-flex h-18 flex-none items-center gap-4 whitespace-nowrap rounded-4 px-6 font-540 text-11',
        tones[tone],
      )}
    >
      {children}
      {Icon && <Icon size={12} strokeWidth={2.25} aria-hidden />}
    </span>
  );
}
