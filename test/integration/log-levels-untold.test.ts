import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { type NewsServer, startNewsServer } from '../helpers/news-server.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';

let news: NewsServer;
let engine: TestEngine;
let client: StatelessClient;
const call = { name: 'web__echo', arguments: {} };
const meta = { 'io.modelcontextprotocol/logLevel': 'notice' };

beforeEach(async () => {
  news = await startNewsServer();
  engine = await startEngine({
    registry: { clients: { a: { allow_servers: ['web'] } }, servers: { web: news.entry } },
  });
  await engine.api.servers.start({ id: 'web' });
  client = new StatelessClient(engine.port, await engine.token('a'));
});
afterEach(async () => {
  client.close();
  await engine.stop();
  await news.close();
});

const sent = (method: string) => news.methods.filter((one) => one === method).length;

it('a server of the session era that was not reached by a level is told it with the next request that names it', async () => {
  news.nextLevel = 503;
  for (let calls = 0; calls < 3; calls++) {
    expect((await client.request('tools/call', call, { meta })).result).toEqual(expect.anything());
  }
  expect(sent('tools/call')).toBe(3);
  expect(sent('logging/setLevel')).toBe(2);
});

it('TR-24: a request that is given up while its level is told ends at once, and its call is not made', async () => {
  news.nextLevel = 'silence';
  const request = client.abandonable('tools/call', call, { meta });
  await expect.poll(() => sent('logging/setLevel')).toBe(1);
  request.hangUp();
  await expect.poll(() => sent('notifications/cancelled')).toBe(1);
  expect((await client.request('tools/call', call, { meta })).result).toEqual(expect.anything());
  expect(sent('logging/setLevel')).toBe(2);
  expect(sent('tools/call')).toBe(1);
});

it('two levels that a server of the session era is told at one moment reach it in their order', async () => {
  const [one, two] = [await engine.connect('a'), await engine.connect('a')];
  news.nextLevel = 'held';
  const first = one.request('logging/setLevel', { level: 'error' });
  await expect.poll(() => sent('logging/setLevel')).toBe(1);
  const second = two.request('logging/setLevel', { level: 'debug' });
  // Whatever is told at once has arrived by the time of these answers.
  for (let calls = 0; calls < 3; calls++) await client.request('tools/call', call);
  news.release();
  await Promise.all([first, second]);
  expect(news.level).toBe('debug');
  for (const open of [one, two]) open.close();
});
