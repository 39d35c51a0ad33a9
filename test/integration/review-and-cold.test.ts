import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  const crowded = { env: { MANY_RESOURCES: '1500' } };
  engine = await startEngine({
    registry: {
      clients: {
        a: { allow_servers: ['reviewed'] },
        cold: { allow_servers: ['slow_to_be_asked'] },
        eager: { allow_servers: ['unread'] },
        many: { allow_servers: ['crowd'] },
        other: { allow_servers: ['crowd'] },
      },
      servers: {
        reviewed: testServer('everything.mjs', ['r'], { trust: 'review' }),
        slow_to_be_asked: testServer('everything.mjs', ['c']),
        unread: testServer('everything.mjs', ['u']),
        crowd: testServer('everything.mjs', ['m'], crowded),
      },
    },
  });
});

afterAll(() => engine.stop());

describe('a server under review', () => {
  it('UP-1 UP-4: shows and gives nothing that a person has not approved, of any kind', async () => {
    const client = await engine.connect('a');
    const lists = ['prompts/list', 'resources/list', 'resources/templates/list'];
    for (const method of lists) {
      expect(JSON.stringify((await client.request(method)).result), method).toMatch(/:\[\]\}$/);
    }
    const read = async (uri: string) =>
      (await client.request('resources/read', { uri })).error?.code;
    expect(await read('memo://shared')).toBe(40_900);
    expect(await read('memo://r/notes/1')).toBe(-32_602);

    const approve = (kind: 'template' | 'resource', names?: string[]) =>
      engine.api.servers.approve({ id: 'reviewed', kind, ...(names && { names }) });
    await approve('template');
    expect(await read('memo://r/notes/1')).toBeUndefined();
    expect(await read('memo://r/other')).toBe(-32_602);
    await approve('resource', ['memo://shared']);
    expect(await read('memo://shared')).toBeUndefined();
    expect(await read('memo://r/Own')).toBe(40_900);
  });
});

describe('a server that nobody has read yet', () => {
  it('is waited for by every list of a client that asks for all of them at once', async () => {
    const client = await engine.connect('eager');
    const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
    const replies = await Promise.all(lists.map((method) => client.request(method)));
    const counts = replies.map(({ result }) => Object.values(result ?? {}).flat().length);
    expect(counts).toEqual([6, 2, 2, 1]);
  });

  it('is read for the first prompt that is asked of it', async () => {
    const client = await engine.connect('cold');
    const asked = { name: 'slow_to_be_asked__greet', arguments: { who: 'you' } };
    expect(JSON.stringify((await client.request('prompts/get', asked)).result)).toContain(
      'c greet you',
    );
  });

  it('is read for the first resource that is asked for, by whatever form of its URI', async () => {
    await engine.api.servers.stop({ id: 'slow_to_be_asked' });
    const client = await engine.connect('cold');
    for (const uri of ['lmcp://slow_to_be_asked/memo://shared', 'memo://shared', 'memo://any/x']) {
      const { result } = await client.request('resources/read', { uri });
      expect(JSON.stringify(result), uri).toContain('c has memo://');
    }
  });
});

describe('a long list', () => {
  it('comes in pages; a cursor of another client, or made up, is refused', async () => {
    const [client, other] = await Promise.all([engine.connect('many'), engine.connect('other')]);
    const first = (await client.request('resources/list')).result;
    expect(first?.resources).toHaveLength(1_000);
    const { result: second } = await client.request('resources/list', {
      cursor: first?.nextCursor,
    });
    expect(second?.resources).toHaveLength(502);
    expect(second?.nextCursor).toBeUndefined();
    await other.request('resources/list');
    for (const cursor of [first?.nextCursor, 'made up', 1]) {
      expect((await other.request('resources/list', { cursor })).error?.code).toBe(-32_602);
    }
  });
});
