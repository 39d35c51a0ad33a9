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
  failure?: ReactNode;
  /** The control, or the value where it cannot be changed here. */
  children?: ReactNode;
}

/** One setting: what it is and means at the left, its value at the right. */
export function SettingRow({
  title,
  labelId,
  text,
  needsRestart = false,
  failure,
  children,
}: SettingRowProps) {
  return (
    <div className="border-line px-16 py-12 not-first:border-t">
      <div className="flex items-center gap-24">
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-8">
            <h3 id={labelId} className="font-550">
              {title}
            </h3>
            {needsRestart && <Badge tone="amber">Needs a restart</Badge>}
          </div>
          <p className="text-12/18 text-ink-3">{text}</p>
        </div>
        <div className="flex flex-none items-center gap-6 text-ink-2">{children}</div>
      </div>
      <div className="mt-8 empty:hidden">{failure}</div>
    </div>
  );
}

/** Why a setting was not taken, in one sentence. */
export function SettingError({ text }: { text: string }) {
  return (
    <p role="alert" className="text-12 text-red">
      {text}
    </p>
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
