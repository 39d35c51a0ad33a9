import type { LucideIcon } from 'lucide-react';

/** What a view lists, as it is called. */
export interface Listed {
  /** Such as `client`; it takes the article `a`. */
  readonly one: string;
  readonly many: string;
  /** The title of the view. */
  readonly title: string;
  readonly icon: LucideIcon;
}
