import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../helpers/fake-clock.ts';
import { startHttpUpstream } from '../helpers/http-upstream.ts';
import { type NewsServer, startNewsServer } from '../helpers/news-server.ts';
import { callTool, createRigs, type UpstreamRig } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
let news: NewsServer;
let clock: FakeClock;
let rig: UpstreamRig;

beforeEach(async () => {
  news = await startNewsServer();
  clock = new FakeClock();
  rig = await rigs.open({ servers: { web: news.entry }, clock, random: () => 0 });
  await rig.pool.shared('web').start();
  await expect.poll(() => news.open).toBe(1);
});
afterEach(async () => {
  await rigs.closeAll();
  await news.close();
});

/** Lets time pass, five seconds at a time, until it holds. */
async function inTime(holds: () => boolean): Promise<void> {
  await expect
    .poll(async () => {
      await clock.advanceAsync(5_000);
      return holds();
    })
    .toBe(true);
}

/** Resolves when clients would be told. */
function told(): Promise<string> {
  return new Promise((resolve) => {
    rig.pool.onNotification((_from, method) => resolve(method));
  });
}

it.each([404, 400, 401])(
  'a stream refused with %i as that of a session which is over brings a new session, unasked',
  async (status) => {
    news.forget();
    if (status !== 404) news.refuseStreams = status;
    news.endStreams();
    await inTime(() => news.statuses.includes(status));
    news.refuseStreams = null;
    await inTime(() => news.begun === 2 && news.open === 1);
    const heard = told();
    news.announce();
    expect(await heard).toBe('notifications/tools/list_changed');
    expect(rig.pool.shared('web').state).toBe('ready');
  },
);

it.each([409, 403, 429, 404])(
  'a stream refused with %i though its session goes on is asked for again in that session',
  async (status) => {
    news.refuseStreams = status;
    news.endStreams();
    await inTime(() => news.statuses.includes(status));
    news.refuseStreams = null;
    await inTime(() => news.open === 1);
    const heard = told();
    news.announce();
    expect(await heard).toBe('notifications/tools/list_changed');
    expect(news.begun).toBe(1);
  },
);

it('a stream that is taken away for good is not asked for again', async () => {
  news.refuseStreams = 405;
  news.endStreams();
  await inTime(() => news.statuses.includes(405));
  for (let minutes = 0; minutes < 10; minutes++) await clock.advanceAsync(60_000);
  await rig.pool.refresh('web');
  expect(news.statuses).toEqual([200, 405]);
});

it('a session that a call lost is begun anew without another one; a stop ends that', async () => {
  news.forget();
  await expect(callTool(rig.pool.shared('web'), 'echo')).rejects.toThrow();
  await inTime(() => news.begun === 2 && news.open === 2);
  news.forget();
  await expect(callTool(rig.pool.shared('web'), 'echo')).rejects.toThrow();
  await rig.pool.stopServer('web', 'Stopped by hand');
  for (let minutes = 0; minutes < 10; minutes++) await clock.advanceAsync(60_000);
  expect(news.begun).toBe(2);
});

it('a server whose sessions end again and again is not asked more and more', async () => {
  const connection = rig.pool.shared('web');
  for (let ends = 1; ends <= 6; ends++) {
    await inTime(() => connection.state === 'ready');
    news.forget();
    await expect(callTool(connection, 'echo')).rejects.toThrow();
  }
  expect(news.begun).toBe(6);
  for (let seconds = 0; seconds < 240; seconds++) await clock.advanceAsync(1_000);
  expect(news.begun).toBe(6);
  await inTime(() => news.begun === 7);
});

it('the older transport: a stream that ends between calls begins anew without one', async () => {
  const upstream = await startHttpUpstream();
  const old = await rigs.open({ servers: { web: upstream.entry('old', 'ends') }, clock });
  const connection = old.pool.shared('web');
  await callTool(connection, 'hangup').catch(() => undefined);
  await inTime(() => connection.state === 'ready');
  await upstream.kill();
});
