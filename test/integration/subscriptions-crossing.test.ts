import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import type { McpClient } from '../helpers/mcp-client.ts';
import { type NewsServer, startNewsServer } from '../helpers/news-server.ts';

/** A subscription that comes while the server is told to forget the same resource: over HTTP it may arrive before that. */
let news: NewsServer;
let engine: TestEngine;
let leaving: McpClient;
let coming: McpClient;
const uri = 'memo://x';

beforeEach(async () => {
  news = await startNewsServer();
  engine = await startEngine({
    registry: { clients: { a: { allow_servers: ['web'] } }, servers: { web: news.entry } },
  });
  await engine.api.servers.start({ id: 'web' });
  leaving = await engine.connect('a');
  coming = await engine.connect('a');
  await leaving.request('resources/subscribe', { uri });
  news.nextUnsubscribe = 'held';
});
afterEach(async () => {
  for (const open of [leaving, coming]) open.close();
  await engine.stop();
  await news.close();
});

async function comesBefore(): Promise<void> {
  await expect.poll(() => news.nextUnsubscribe).toBeNull();
  expect((await coming.request('resources/subscribe', { uri })).result).toEqual({});
  news.release();
}

it('stands though the other one unsubscribed', async () => {
  const gone = leaving.request('resources/unsubscribe', { uri });
  await comesBefore();
  expect((await gone).result).toEqual({});
  await expect.poll(() => [...news.subscribed]).toEqual([uri]);
});

it('stands though the session of the other one ended', async () => {
  await leaving.end();
  await comesBefore();
  await expect
    .poll(() => news.methods.filter((one) => one === 'resources/subscribe').length)
    .toBe(3);
  await expect.poll(() => [...news.subscribed]).toEqual([uri]);
});
