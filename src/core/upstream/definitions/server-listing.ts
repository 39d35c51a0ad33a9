import type { ServerFacts } from '../connection.ts';
import type { ListKind, RawList } from './read-list.ts';

/** What a server listed, and what it had said of itself. */
export interface ServerListing {
  readonly facts: ServerFacts;
  /** When it was first asked (monotonic). */
  readonly begunUs: number;
  /** Complete lists; a kind that could not be read is not here. */
  readonly lists: ReadonlyMap<ListKind, RawList>;
  /** Kinds that could not be read, and why. */
  readonly unread: ReadonlyMap<ListKind, unknown>;
}

/** Which limit cut a list of it short, or null. */
export function limitOf({ lists }: ServerListing): string | null {
  for (const { limitedBy } of lists.values()) if (limitedBy !== null) return limitedBy;
  return null;
}
