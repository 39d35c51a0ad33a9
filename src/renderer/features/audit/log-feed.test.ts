import { expect, it } from 'vitest';
import questions from '../../../../bench/targets/view-questions.json' with { type: 'json' };
import { testRow } from '../../../../test/helpers/audit-row-view.ts';
import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { AppError } from '../../../shared/errors.ts';
import type { MethodInput, MethodOutput } from '../../engine/method-types.ts';
import { LogFeed } from './log-feed.ts';
import { countFresh, type LogWindow, nameFresh } from './log-window.ts';

type Input = MethodInput<'audit.query'>;
type Page = MethodOutput<'audit.query'>;

/** A log of numbered rows; each query is answered when the test says so. */
function rig(length: number) {
  const log = Array.from({ length }, (_, index) => testRow(index + 1, { client: 'a' }));
  const asked: { input: Input; answer: () => Promise<void>; fail: () => Promise<void> }[] = [];
  const cancelled: string[] = [];
  let tasks = 0;
  const feed = new LogFeed({
    query: (input) =>
      new Promise((resolve, reject) => {
        const page = read(log, input);
        asked.push({
          input,
          answer: async () => {
            resolve(page);
            await settled();
          },
          fail: async () => {
            reject(new AppError('internal'));
            await settled();
          },
        });
      }),
    cancel: (task) => cancelled.push(task),
    newTask: () => String(++tasks),
  });
  /** Adds a row and announces it, unless it is one that `omitted` of a later one stands for. */
  const append = (row: Partial<AuditRowView> = {}, omitted = 0, isTold = true) => {
    const added = testRow(log.length + 1, { client: 'a', ...row });
    log.push(added);
    if (!isTold) return;
    const data = { rows: [added], omitted, headSeq: added.seq };
    feed.hear({ events: [{ event: 'audit.appended', data }], missed: false });
  };
  const shown = () => feed.state().window?.rows.map(({ seq }) => seq) ?? [];
  return { feed, asked, cancelled, append, shown };
}

async function openedAt(
  feed: LogFeed,
  asked: ReturnType<typeof rig>['asked'],
  filter: Parameters<LogFeed['open']>[0] = {},
): Promise<void> {
  void feed.open(filter);
  await asked[0]?.answer();
}

function windowOf(feed: LogFeed): LogWindow {
  const { window } = feed.state();
  if (window === null) throw new Error('no page yet');
  return window;
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function read(log: readonly AuditRowView[], { page = {} }: Input): Page {
  const { before, after, limit = 100 } = page;
  const found =
    after === undefined
      ? log.filter(({ seq }) => before === undefined || seq < before).reverse()
      : log.filter(({ seq }) => seq > after);
  const rows = found.slice(0, limit);
  return { rows, next: rows.length === limit ? (rows.at(-1)?.seq ?? null) : null };
}

it('loses no row that is announced while the first page is on its way', async () => {
  const { feed, asked, append, shown } = rig(3);
  void feed.open({});
  append();
  append({ kind: 'call.outcome', parentSeq: 4, result: 'ok', client: null });
  expect(shown()).toEqual([]);
  await asked[0]?.answer();
  expect(shown()).toEqual([4, 3, 2, 1]);
  expect(feed.state().window?.rows[0]?.outcome?.result).toBe('ok');
});

it('shows only what matches, and keeps what was shown until another filter is answered', async () => {
  const { feed, asked, cancelled, append, shown } = rig(2);
  void feed.open({ client: 'a' });
  await asked[0]?.answer();
  append({ client: 'b' });
  append();
  expect(shown()).toEqual([4, 2, 1]);
  void feed.open({ client: 'b' });
  void feed.open({ client: 'c' });
  expect(cancelled).toEqual(['2']);
  expect(shown()).toEqual([4, 2, 1]);
  expect(feed.state().loading).toBe(true);
  await asked[1]?.answer();
  expect(feed.state().loading).toBe(true);
  await asked[2]?.fail();
  expect(feed.state()).toMatchObject({ loading: false, error: { code: 'internal' } });
});

it('holds rows for as long as there is a reason, then shows them', async () => {
  const { feed, asked, append, shown } = rig(1);
  void feed.open({});
  await asked[0]?.answer();
  feed.hold('pointer', true);
  feed.hold('scrolled', true);
  append();
  feed.hold('pointer', false);
  append();
  expect(shown()).toEqual([1]);
  expect(feed.state().window?.fresh).toBe(2);
  feed.hold('scrolled', false);
  expect(shown()).toEqual([3, 2, 1]);
});

it('reads the newest page again where the engine left rows out', async () => {
  const { feed, asked, append, shown } = rig(1);
  void feed.open({});
  await asked[0]?.answer();
  feed.hold('paused', true);
  append({}, 40);
  expect(asked).toHaveLength(1);
  expect(feed.state().window?.gap).toBe(true);
  feed.hold('paused', false);
  await asked[1]?.answer();
  expect(shown()).toEqual([2, 1]);
  append({}, 40);
  expect(asked).toHaveLength(3);
});

it('asks as little as the benchmark of watching says while rows come faster than they are told', async () => {
  const { feed, asked, append } = rig(300);
  void feed.open({});
  await asked[0]?.answer();
  append({}, 40);
  expect(asked[0]?.input.page).toEqual({ limit: 200, related: true });
  expect(asked[1]?.input.page).toEqual(questions.newestRowsOfFlood);
});

it('reads pages from where it stands, one at a time, and never the whole log', async () => {
  const { feed, asked, shown } = rig(1_000);
  void feed.open({});
  await asked[0]?.answer();
  void feed.loadOlder();
  void feed.loadOlder();
  expect(asked).toHaveLength(2);
  expect(asked[1]?.input.page).toMatchObject({ before: 801, limit: 200 });
  await asked[1]?.answer();
  expect(shown()).toHaveLength(400);
  expect(shown().at(-1)).toBe(601);
});

it('leaves no hole where rows were left out while a page was on its way', async () => {
  const { feed, asked, append, shown } = rig(3);
  void feed.open({});
  for (const isTold of [false, false, false, false, true]) append({}, isTold ? 4 : 0, isTold);
  await asked[0]?.answer();
  await asked[1]?.answer();
  expect(shown()).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  expect(asked).toHaveLength(2);
});

it('reads no page again that has all that was left out', async () => {
  const { feed, asked, append, shown } = rig(3);
  await openedAt(feed, asked);
  append({}, 2);
  append({}, 1);
  await asked[1]?.answer();
  expect(shown()).toEqual([5, 4, 3, 2, 1]);
  expect(asked).toHaveLength(2);
});

it('shows what was missed while rows were held, once they are held no longer', async () => {
  const { feed, asked, append, shown } = rig(1);
  await openedAt(feed, asked);
  feed.hold('scrolled', true);
  append({}, 0, false);
  feed.hear({ events: [], missed: true });
  expect(nameFresh(windowOf(feed))).toBe('Newest rows');
  feed.hold('scrolled', false);
  await asked[1]?.answer();
  expect(shown()).toEqual([2, 1]);
});

it('counts of a flood only what matches, and says that there may be more', async () => {
  const { feed, asked, append } = rig(1);
  await openedAt(feed, asked, { client: 'a' });
  feed.hold('scrolled', true);
  append({ client: 'b' }, 40);
  append({ client: 'a' }, 40);
  append({ client: 'a' }, 40);
  append({ kind: 'call.outcome', parentSeq: 1, result: 'ok', client: null }, 40);
  expect(countFresh(windowOf(feed))).toBe('2+');
  expect(nameFresh(windowOf(feed))).toBe('2+ new rows');
  // What the flood did tell of a row in view is not lost.
  expect(windowOf(feed).rows[0]?.outcome?.result).toBe('ok');
});

it('is loading only while another filter is asked for, so that an empty list does not flicker in a flood', async () => {
  const { feed, asked, append } = rig(1);
  await openedAt(feed, asked, { client: 'b' });
  append({}, 40);
  expect(asked).toHaveLength(2);
  expect(feed.state().loading).toBe(false);
  void feed.open({ client: 'c' });
  expect(feed.state().loading).toBe(true);
});

it('reads whole pages in a flood where the window is so tall that it needed an older one', async () => {
  const { feed, asked, append } = rig(400);
  await openedAt(feed, asked);
  append({}, 40);
  await asked[1]?.answer();
  void feed.loadOlder();
  await asked[2]?.answer();
  append({}, 40);
  expect(asked[3]?.input.page).toMatchObject({ limit: 200 });
});
