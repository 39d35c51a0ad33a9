import { hash } from 'node:crypto';
import { bytesOf, joinedBytes, type Part } from '../../json/parts.ts';

/** One list as a client is served it. */
export interface ServedList {
  /** Results ready to be sent; all but the last name the next one's cursor. Most lists are one page. */
  readonly pages: readonly Uint8Array[];
  /** Cursor -> index of its page. */
  readonly cursors: ReadonlyMap<string, number>;
  readonly listed: number;
  /** SHA-256 (hex) of the list as one page: changes exactly when what is listed changes. */
  readonly digest: string;
}

/** What a page holds at most; many clients read no second page, so only lists that no client could use whole are cut. */
export const pageLimits = { items: 1_000, bytes: 2_097_152 } as const;

/**
 * @param member where the items stand in a result: `tools`.
 * @param items each item's bytes in parts, in order.
 * @param owner whose list it is: a cursor of another client, or of a list that changed, is unknown.
 */
export function buildList(
  member: string,
  items: readonly (readonly Part[])[],
  owner: string,
): ServedList {
  const whole = pageOf(member, items, null);
  const digest = hash('sha256', whole, 'hex');
  if (items.length <= pageLimits.items && whole.length <= pageLimits.bytes) {
    return { pages: [whole], cursors: new Map(), listed: items.length, digest };
  }
  const groups = grouped(items);
  const names = groups.map((_, index) =>
    hash('sha256', `${owner}\n${member}\n${digest}\n${index}`, 'base64url').slice(0, 22),
  );
  const pages = groups.map((group, index) => pageOf(member, group, names[index + 1] ?? null));
  const cursors = new Map(names.map((name, index) => [name, index] as const).slice(1));
  return { pages, cursors, listed: items.length, digest };
}

function pageOf(
  member: string,
  items: readonly (readonly Part[])[],
  nextCursor: string | null,
): Uint8Array {
  const parts: Part[] = [`{"${member}":[`];
  items.forEach((item, index) => {
    if (index > 0) parts.push(',');
    parts.push(...item);
  });
  parts.push(nextCursor === null ? ']}' : `],"nextCursor":"${nextCursor}"}`);
  return joinedBytes(parts);
}

function grouped(items: readonly (readonly Part[])[]): (readonly Part[])[][] {
  const groups: (readonly Part[])[][] = [];
  let group: (readonly Part[])[] = [];
  let bytes = 0;
  for (const item of items) {
    const itemBytes = bytesOf(item);
    const isFull =
      group.length === pageLimits.items ||
      (group.length > 0 && bytes + itemBytes > pageLimits.bytes);
    if (isFull) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(item);
    bytes += itemBytes;
  }
  groups.push(group);
  return groups;
}
