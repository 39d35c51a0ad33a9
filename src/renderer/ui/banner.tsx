import clsx from 'clsx';
import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export type BannerTone = 'red' | 'amber' | 'blue';

const looks: Readonly<Record<BannerTone, readonly [LucideIcon, box: string, icon: string]>> = {
  red: [CircleAlert, 'border-red-line bg-red-soft', 'text-red'],
  amber: [TriangleAlert, 'border-amber-line bg-amber-soft', 'text-amber'],
  blue: [Info, 'border-blue-line bg-blue-soft', 'text-blue'],
};

export interface BannerProps {
  tone: BannerTone;
  icon?: LucideIcon;
  /** What happened, in bold. */
  title?: ReactNode;
  /** What it means and what to do. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
}

/** What a person must know before the rest of the view; at most one at its top. */
export function Banner({ tone, icon, title, children, action }: BannerProps) {
  const [OwnIcon, box, color] = looks[tone];
  const Icon = icon ?? OwnIcon;
  return (
    <div
      role={tone === 'red' ? 'alert' : 'status'}
      className={clsx(
        'flex flex-none items-start gap-10 rounded-8 border px-14 py-10 text-12/18',
        box,
      )}
    >
      <Icon size={16} className={clsx('mt-1', color)} aria-hidden />
      <div className="min-w-0 flex-1 break-words">
        {title !== undefined && <strong className="font-550">{title} </strong>}
        {children}
      </div>
      {action}
    </div>
  );
}
