import clsx from 'clsx';
import type { ReactNode } from 'react';

export interface CardProps {
  title?: ReactNode;
  /** Beside the title: a badge or one grey fact. */
  fact?: ReactNode;
  /** At the right of the head. */
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A bordered surface with an optional 38 px head; no shadow, no colour. */
export function Card({ title, fact, action, className, children }: CardProps) {
  return (
    <section
      className={clsx(
        'flex flex-none flex-col overflow-hidden rounded-8 border border-line bg-surface',
        className,
      )}
    >
      {title !== undefined && (
        <div className="flex h-38 flex-none items-center gap-8 border-line border-b px-14">
          <h2 className="font-600 text-13">{title}</h2>
          {fact !== undefined && <span className="truncate text-12 text-ink-3">{fact}</span>}
          {action !== undefined && <span className="ml-auto text-12">{action}</span>}
        </div>
      )}
      {children}
    </section>
  );
}
