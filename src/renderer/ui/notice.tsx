import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface NoticeProps {
  tone: 'red' | 'amber';
  icon: LucideIcon;
  title: string;
  /** What it means and what happens next. */
  children: ReactNode;
  /** The acts that help; the first may be primary. */
  actions?: ReactNode;
}

const looks = {
  red: ['border-red-line bg-red-soft', 'text-red'],
  amber: ['border-amber-line bg-amber-soft', 'text-amber'],
} as const;

/** A banner for what stops everything: it stands above the view with room for its acts. */
export function Notice({ tone, icon: Icon, title, children, actions }: NoticeProps) {
  const [box, color] = looks[tone];
  return (
    <section role="alert" className={clsx('flex flex-none gap-14 rounded-8 border p-18', box)}>
      <Icon size={16} className={clsx('mt-2', color)} aria-hidden />
      <div className="min-w-0 flex-1">
        <h2 className="font-600 text-15">{title}</h2>
        <p className="mt-4 break-words text-ink-2">{children}</p>
        {actions !== undefined && <div className="mt-12 flex flex-wrap gap-8">{actions}</div>}
      </div>
    </section>
  );
}
