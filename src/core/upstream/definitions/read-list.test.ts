import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { listForms, listLimits, readList } from './read-list.ts';

/** Serves fixed pages and keeps what it was asked; a reply is wiped at the next request, as a connection's buffer may be. */
function pager(pageOf: (page: number) => string) {
  const asked: (string | null)[] = [];
  let last = Buffer.alloc(0);
  const request = (params: string | null): Promise<Uint8Array> => {
    last.fill(0x20);
    asked.push(params);
    last = Buffer.from(pageOf(asked.length));
    return Promise.resolve(last);
  };
  return { asked, request };
}

const texts = (definitions: readonly Uint8Array[]) =>
  definitions.map((one) => Buffer.from(one).toString());

describe('readList', () => {
  it('follows cursors, passes them on as they were written and keeps the bytes of every tool', async () => {
    const pages = [
      '{"tools":[{"name":"a","x":1.0},{"name":"b"}],"nextCursor":"p\\u0061ge 2"}',
      '{"tools":[{"name":"c"}]}',
    ];
    const { asked, request } = pager((page) => pages[page - 1] ?? '');
    const listing = await readList('tool', request);
    expect(texts(listing.items)).toEqual(['{"name":"a","x":1.0}', '{"name":"b"}', '{"name":"c"}']);
    expect(listing.limitedBy).toBeNull();
    expect(asked).toEqual([null, '{"cursor":"p\\u0061ge 2"}']);
  });

  it('UP-9: a repeated cursor ends paging', async () => {
    const { asked, request } = pager(
      (page) => `{"tools":[{"name":"t${page}"}],"nextCursor":"same"}`,
    );
    const listing = await readList('tool', request);
    expect(listing.limitedBy).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('UP-9: 50 pages are read, not more', async () => {
    const { asked, request } = pager((page) => `{"tools":[],"nextCursor":"c${page}"}`);
    expect((await readList('tool', request)).limitedBy).toBe('pages');
    expect(asked).toHaveLength(listLimits.pages);
  });

  it('P-51 UP-9: of 10,000 tools 512 are kept and the listing says so', async () => {
    const tools = Array.from({ length: 10_000 }, (_, index) => `{"name":"t${index}"}`);
    const { request } = pager(() => `{"tools":[${tools.join(',')}]}`);
    const listing = await readList('tool', request);
    expect(listing.limitedBy).toBe('tools');
    expect(texts(listing.items)).toEqual(tools.slice(0, listForms.tool.items));
  });

  it('UP-9: 4 MiB of definitions are kept, over all pages', async () => {
    const { request } = pager(
      (page) =>
        `{"tools":[{"name":"t${page}","d":"${'x'.repeat(1_000_000)}"}],"nextCursor":"${page}"}`,
    );
    const listing = await readList('tool', request);
    expect(listing.limitedBy).toBe('bytes');
    expect(listing.items).toHaveLength(4);
  });

  it('a page without a tools array is a protocol error', async () => {
    for (const page of ['{}', '{"tools":{}}', '[]', 'null']) {
      const failure = await readList('tool', () => Promise.resolve(Buffer.from(page))).catch(
        (error) => error,
      );
      expect(failure).toBeInstanceOf(AppError);
      expect(failure).toMatchObject({ code: 'upstream_protocol' });
    }
  });
});
