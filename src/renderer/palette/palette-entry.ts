import type { LucideIcon } from 'lucide-react';

export interface PaletteEntry {
  /** Unique among all entries. */
  readonly id: string;
  /** The heading it stands under. `Needs you` comes first. */
  readonly group: string;
  readonly icon: LucideIcon;
  /** A verb and its object. */
  readonly label: string;
  /** One grey fact after it. */
  readonly fact?: string;
  /** More words by which it is found. */
  readonly keywords?: readonly string[];
  /** Its shortcut. */
  readonly keys?: string;
  readonly run: () => void;
}
