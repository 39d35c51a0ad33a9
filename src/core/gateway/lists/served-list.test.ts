import { describe, expect, it } from 'vitest';
import { buildList, pageLimits } from './served-list.ts';

const items = (count: number, size = 0) =>
  Array.from({ length: count }, (_, index) => [
    Buffer.from(`{"name":"${index}`),
    Buffer.from(`${'x'.repeat(size)}"}`),
  ]);
const read = (page: Uint8Array | undefined) => JSON.parse(Buffer.from(page ?? []).toString());

describe('buildList', () => {
  it('is one page for what a client can use whole', () => {
    const list = buildList('tools', items(pageLimits.items), 'a');
    expect(list.pages).toHaveLength(1);
    expect(list.listed).toBe(pageLimits.items);
    expect(read(list.pages[0])).toEqual({
      tools: items(pageLimits.items).map((_, index) => ({ name: String(index) })),
    });
    expect(Buffer.from(buildList('tools', [], 'a').pages[0] ?? []).toString()).toBe('{"tools":[]}');
  });

  it('a long one is cut into pages, each of which names the next', () => {
    const list = buildList('resources', items(2 * pageLimits.items + 1), 'a');
    const names: string[] = [];
    let page = read(list.pages[0]);
    let pages = 1;
    for (;;) {
      names.push(...page.resources.map(({ name }: { name: string }) => name));
      const { nextCursor } = page;
      if (nextCursor === undefined) break;
      page = read(list.pages[list.cursors.get(nextCursor) ?? -1]);
      pages++;
    }
    expect(pages).toBe(3);
    expect(names).toEqual(items(2 * pageLimits.items + 1).map((_, index) => String(index)));
  });

  it('large items are cut by their bytes, and none is lost', () => {
    const list = buildList('tools', items(5, 1_000_000), 'a');
    expect(list.pages.map((page) => read(page).tools.length)).toEqual([2, 2, 1]);
  });

  it('a cursor belongs to its client and to the list as it is', () => {
    const cursors = (count: number, owner: string) => [
      ...buildList('tools', items(count), owner).cursors.keys(),
    ];
    const own = cursors(1_500, 'a');
    expect(own).toEqual(cursors(1_500, 'a'));
    for (const other of [...cursors(1_500, 'b'), ...cursors(1_501, 'a')]) {
      expect(own).not.toContain(other);
    }
  });

  it('the digest changes with what is listed, and with nothing else', () => {
    const digest = (count: number, owner: string) => buildList('tools', items(count), owner).digest;
    expect(digest(2, 'a')).toBe(digest(2, 'b'));
    expect(digest(2, 'a')).not.toBe(digest(3, 'a'));
    expect(digest(1_500, 'a')).toBe(digest(1_500, 'b'));
  });
});
