import type { LucideIcon } from 'lucide-react';
import { toInitials } from '../format/identifiers.ts';

/** The 28 px square before a name: an icon, or the initials. */
export function Tile({ name, icon: Icon }: { name: string; icon?: LucideIcon | undefined }) {
  return (
    <span
      aria-hidden
      className="grid size-28 flex-none place-items-center rounded-6 bg-pressed font-620 text-11 text-ink-2"
    >
      {Icon ? <Icon size={14} /> : toInitials(name)}
    </span>
  );
}
