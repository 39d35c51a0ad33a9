import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EmptyProps {
  icon: LucideIcon;
  /** What is not there. */
  title: string;
  /** Why, or what will bring it. */
  children: ReactNode;
  /** One button. */
  action?: ReactNode;
  /** Fills the room that a list would take, instead of a dashed box. */
  fill?: boolean;
}

/** Says what is not there and what to do about it. */
export function Empty({ icon: Icon, title, children, action, fill = false }: EmptyProps) {
  return (
    <div
      className={clsx(
        'flex flex-col items-center justify-center gap-4 p-24 text-center',
        fill ? 'min-h-240 flex-1' : 'rounded-8 border border-line-2 border-dashed',
      )}
    >
      <Icon size={16} className="text-ink-3" aria-hidden />
      <h2 className="mt-4 text-13 font-550">{title}</h2>
      <p className="max-w-420 text-12 text-ink-3">{children}</p>
      {action !== undefined && <div className="mt-8 flex gap-8">{action}</div>}
    </div>
  );
}
