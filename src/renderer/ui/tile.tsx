import clsx from 'clsx';
import type { LucideIcon } from 'lucide-react';
import { toInitials } from '../format/identifiers.ts';

export interface TileProps {
  name: string;
  icon?: LucideIcon | undefined;
  /** 20 px instead of 28, for dense rows. */
  small?: boolean;
}

/** The square before a name: an icon, or the initials. */
export function Tile({ name, icon: Icon, small = false }: TileProps) {
  return (
    <span
      aria-hidden
      className={clsx(
        'grid flex-none place-items-center bg-pressed font-620 text-ink-2',
        small ? 'size-20 rounded-4 text-[0.59375rem]' : 'size-28 rounded-6 text-11',
      )}
    >
      {Icon ? <Icon size={14} /> : toInitials(name)}
    </span>
  );
}
