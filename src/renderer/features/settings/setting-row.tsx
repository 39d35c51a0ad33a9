import type { ReactNode } from 'react';
import { Badge } from '../../ui/badge.tsx';

export interface SettingRowProps {
  title: ReactNode;
  /** Ties the title to its control. */
  labelId?: string;
  /** What the value means. */
  text: ReactNode;
  /** Changed, and in force only after a restart. */
  needsRestart?: boolean;
  /** Why the last change was not taken. */
  error?: string | null;
  /** The control, or the value where it cannot be changed here. */
  children?: ReactNode;
}

/** One setting: what it is and means at the left, its value at the right. */
export function SettingRow({
  title,
  labelId,
  text,
  needsRestart = false,
  error,
  children,
}: SettingRowProps) {
  return (
    <div className="flex items-center gap-24 border-line px-16 py-12 not-first:border-t">
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-8">
          <h3 id={labelId} className="font-550">
            {title}
          </h3>
          {needsRestart && <Badge tone="amber">Needs a restart</Badge>}
        </div>
        <p className="text-12/18 text-ink-3">{text}</p>
        {error && (
          <p role="alert" className="mt-4 text-12 text-red">
            {error}
          </p>
        )}
      </div>
      <div className="flex flex-none items-center gap-6 text-ink-2">{children}</div>
    </div>
  );
}

/** A group of settings under its heading. */
export function SettingGroup({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: ReactNode;
}) {
  return (
    <section id={id} aria-label={title} className="scroll-mt-20 not-first:mt-20">
      <h2 className="mb-8 px-2 font-600">{title}</h2>
      <div className="rounded-8 border border-line bg-surface">{children}</div>
    </section>
  );
}
