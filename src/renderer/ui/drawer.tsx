import clsx from 'clsx';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { IconButton } from './icon-button.tsx';

/** A list with its drawer beside it; below 1041 px the drawer lies over the list. */
export function Split({ children }: { children: ReactNode }) {
  return <div className="relative flex min-h-0 flex-1">{children}</div>;
}

/** The left part of a split; it keeps its scroll position while drawers come and go. */
export function SplitList({ children }: { children: ReactNode }) {
  return <div className="relative flex min-w-0 flex-1 flex-col overflow-hidden">{children}</div>;
}

export interface DrawerProps {
  /** What it shows, for screen readers. */
  label: string;
  onClose: () => void;
  width?: 320 | 440 | 456;
  children: ReactNode;
}

const widths = { 320: 'w-320', 440: 'w-440', 456: 'w-456' };

/** The detail of one row: head, tabs or body, foot. Never modal; Esc closes it unless something above took the key. */
export function Drawer({ label, onClose, width = 456, children }: DrawerProps) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <aside
      aria-label={label}
      // A click into it is its own: the arrows then scroll it, and do not lead into the list beside it.
      tabIndex={-1}
      className={clsx(
        'flex min-h-0 max-w-full flex-none animate-slide flex-col border-line border-l bg-surface outline-none',
        'max-wide:absolute max-wide:inset-y-0 max-wide:right-0 max-wide:z-20 max-wide:shadow-2',
        widths[width],
      )}
    >
      {children}
    </aside>
  );
}

export interface DrawerHeadProps {
  /** A tile or an icon at the left. */
  icon?: ReactNode;
  title: ReactNode;
  /** A second line: the command, the app, the moment. */
  subtitle?: ReactNode;
  /** One action, and a menu for the rest. */
  actions?: ReactNode;
  onClose: () => void;
}

export function DrawerHead({ icon, title, subtitle, actions, onClose }: DrawerHeadProps) {
  return (
    <div className="flex flex-none items-start gap-10 px-20 pt-14 pb-12">
      {icon}
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-620 text-15">{title}</h2>
        {subtitle !== undefined && <div className="truncate text-12 text-ink-3">{subtitle}</div>}
      </div>
      <div className="flex flex-none items-center gap-2">
        {actions}
        <IconButton icon={X} label="Close" onClick={onClose} />
      </div>
    </div>
  );
}

/** The part that scrolls, where the drawer has no tabs. */
export function DrawerBody({ children }: { children: ReactNode }) {
  return <div className="min-h-0 flex-1 overflow-y-auto px-20 py-16">{children}</div>;
}

/** One fact at the left, the acts at the right. */
export function DrawerFoot({ fact, children }: { fact?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex flex-none items-center gap-8 border-line border-t px-20 py-10">
      <div className="min-w-0 flex-1 truncate text-12 text-ink-3">{fact}</div>
      {children}
    </div>
  );
}
