import clsx from 'clsx';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

export interface DisclosureProps {
  /** What it says while it is closed. */
  summary: ReactNode;
  className?: string;
  children: ReactNode;
}

/** More of the same that few need, opened in its place. */
export function Disclosure({ summary, className, children }: DisclosureProps) {
  return (
    <details className="group/disclosure">
      <summary
        className={clsx(
          'flex w-fit cursor-default list-none items-start gap-6 rounded-4 text-12 [&::-webkit-details-marker]:hidden',
          className,
        )}
      >
        <ChevronRight
          size={14}
          className="mt-1 flex-none text-ink-3 group-open/disclosure:rotate-90"
          aria-hidden
        />
        <span className="min-w-0">{summary}</span>
      </summary>
      {children}
    </details>
  );
}
