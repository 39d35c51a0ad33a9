import type { ReactNode } from 'react';

/** A part of a drawer or a dialog, ruled off from the one before it. */
export function Section({ title, children }: { title?: ReactNode; children: ReactNode }) {
  return (
    <section className="not-first:mt-16 not-first:border-line not-first:border-t not-first:pt-16">
      {title !== undefined && <h3 className="mb-8 font-550 text-12 text-ink-2">{title}</h3>}
      {children}
    </section>
  );
}
