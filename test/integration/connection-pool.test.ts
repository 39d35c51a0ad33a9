import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../helpers/fake-clock.ts';
import { startNewsServer } from '../helpers/news-server.ts';
import { callTool, createRigs, testServer, toolText } from '../helpers/upstream-rig.ts';

const anyone = { clientId: 'tester', sessionId: null };
const rigs = createRigs();
const rig = rigs.open;
afterEach(rigs.closeAll);

const misbehaving = { servers: { bad: testServer('misbehave.mjs'), good: testServer('echo.mjs') } };

describe('definitions', () => {
  it('UP-1 UP-2: the listing that proves a server ready is observed, byte for byte', async () => {
    const { pool, definitions, events } = await rig(misbehaving);
    await pool.refresh('good');
    const approved = definitions.of('good').approved;
    expect([...approved.keys()]).toEqual(['echo', 'raw', 'environment']);
    expect(approved.get('echo')?.json).toBe('{"name":"echo","inputSchema":{"type":"object"}}');
    expect(events.map(({ kind }) => kind)).toEqual([
      'server.started',
      'pin.observed',
      'server.ready',
    ]);
  });

  it('UP-5: five announcements of changed tools make one listing, the next is 5 s off; the new tool is pending', async () => {
    const clock = new FakeClock();
    const { pool, definitions } = await rig({ ...misbehaving, clock });
    const connection = pool.get('bad', anyone);
    await callTool(connection, 'grow');
    await callTool(connection, 'steady');
    const observed = new Promise<void>((resolve) => {
      definitions.onChanged(() => resolve());
    });
    expect(definitions.of('bad').pending.size).toBe(0);
    clock.advance(200);
    await observed;
    expect([...definitions.of('bad').pending.keys()]).toEqual(['grown']);
    const observedAtUs = definitions.of('bad').observedUs;
    await callTool(connection, 'grow');
    clock.advance(4_900);
    await callTool(connection, 'steady');
    expect(definitions.of('bad').observedUs).toBe(observedAtUs);
    clock.advance(100);
    await expect.poll(() => definitions.of('bad').observedUs).not.toBe(observedAtUs);
  });
});

describe('two readings of one server at once', () => {
  it('UP-5: the one that began later counts, though the other one ends after it', async () => {
    const news = await startNewsServer();
    const { pool, definitions } = await rig({ servers: { web: news.entry } });
    await pool.refresh('web');
    news.nextList = 'held';
    const older = pool.refresh('web');
    await expect.poll(() => news.nextList).toBeNull();
    news.tools = ['echo', 'grown'];
    await pool.refresh('web');
    news.release();
    await older;
    expect([...definitions.of('web').pending.keys()]).toEqual(['grown']);
    await news.close();
  });
});

describe('a server whose entry changes', () => {
  it('UP-5: is listed anew when its new child announces a change while one of the old child is waited for', async () => {
    const clock = new FakeClock();
    const { pool, registry, definitions, reached } = await rig({ ...misbehaving, clock });
    const value = (text: string) => [{ path: ['servers', 'bad', 'env'], value: { LEVEL: text } }];
    await registry.edit(value('one'));
    const before = pool.get('bad', anyone);
    await callTool(before, 'grow');
    await callTool(before, 'steady');
    await registry.edit(value('two'));
    await reached('bad', 'ready');
    const after = pool.get('bad', anyone);
    expect(after).not.toBe(before);
    expect(after.launchKey).toBe(before.launchKey);
    await callTool(after, 'grow');
    await callTool(after, 'steady');
    expect(definitions.of('bad').pending.size).toBe(0);
    await clock.advanceAsync(200);
    await expect.poll(() => [...definitions.of('bad').pending.keys()]).toEqual(['grown']);
  });
});

describe('a server that a person stops', () => {
  it('SU-16: stays stopped, though it was about to be ready', async () => {
    const clock = new FakeClock();
    const { pool, definitions } = await rig({ ...misbehaving, clock });
    const connection = pool.get('good', anyone);
    const stopped = Promise.withResolvers<void>();
    definitions.onChanged(() => pool.stopServer('good', 'Stopped by hand').then(stopped.resolve));
    await expect(connection.start()).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await stopped.promise;
    for (let minutes = 0; minutes < 10; minutes++) await clock.advanceAsync(60_000);
    expect(connection.status()).toMatchObject({ state: 'stopped', pid: null, restarts: 0 });
  });

  it('SU-16: stays stopped, though it had just announced a change', async () => {
    const clock = new FakeClock();
    const { pool } = await rig({ ...misbehaving, clock });
    const connection = pool.get('bad', anyone);
    await callTool(connection, 'grow');
    await callTool(connection, 'steady');
    const stopped = pool.stopServer('bad', 'Stopped by hand');
    await clock.advanceAsync(0);
    await stopped;
    await clock.advanceAsync(10_000);
    expect(connection.state).toBe('stopped');
  });
});

describe('sharing', () => {
  it('UP-17: one child for all by default, one each where the entry says so; a session takes its own along', async () => {
    const { pool } = await rig({
      servers: {
        all: testServer('echo.mjs'),
        client: testServer('echo.mjs', [], { sharing: 'per_client' }),
        session: testServer('echo.mjs', [], { sharing: 'per_session' }),
      },
    });
    const scope = (clientId: string, sessionId: string | null) => ({ clientId, sessionId });
    expect(pool.get('all', scope('a', '1'))).toBe(pool.get('all', scope('b', '2')));
    expect(pool.get('client', scope('a', '1'))).toBe(pool.get('client', scope('a', '2')));
    expect(pool.get('client', scope('a', '1'))).not.toBe(pool.get('client', scope('b', '1')));
    const mine = pool.get('session', scope('a', 's-1'));
    expect(mine).not.toBe(pool.get('session', scope('a', 's-2')));
    expect(mine.launchKey).not.toContain('s-1');
    await callTool(mine, 'echo');
    const gone = new Promise<void>((resolve) => {
      pool.onChanged(() => mine.state === 'stopped' && resolve());
    });
    pool.endSession('s-1');
    await gone;
    await expect(callTool(mine, 'echo')).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(pool.get('session', scope('a', 's-1'))).not.toBe(mine);
  });

  it('SU-16: a child that left the pool is not started again, however often it is asked', async () => {
    const clock = new FakeClock();
    const { pool, registry, logged } = await rig({
      servers: { good: testServer('echo.mjs') },
      clock,
    });
    const before = pool.get('good', anyone);
    await callTool(before, 'echo');
    const gone = new Promise<void>((resolve) => {
      pool.onChanged(() => before.state === 'stopped' && resolve());
    });
    await registry.edit([{ path: ['servers', 'good', 'enabled'], value: false }]);
    await gone;
    const said = logged.length;
    await expect(callTool(before, 'echo')).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await clock.advanceAsync(3_600_000);
    expect(logged.slice(said)).toEqual([]);
    expect(before.state).toBe('stopped');
  });

  it('a client that is removed takes its own child along, and no other', async () => {
    const { pool, registry } = await rig({
      servers: { client: testServer('echo.mjs', [], { sharing: 'per_client' }) },
    });
    await registry.edit([{ path: ['clients'], value: { a: {}, b: {} } }]);
    const [a, b] = ['a', 'b'].map((clientId) => pool.get('client', { clientId, sessionId: null }));
    if (a === undefined || b === undefined) throw new Error('no connections');
    await Promise.all([a.start(), b.start()]);
    const gone = new Promise<void>((resolve) => {
      pool.onChanged(() => a.state === 'stopped' && resolve());
    });
    await registry.edit([{ path: ['clients', 'a'], value: undefined }]);
    await gone;
    expect(b.state).toBe('ready');
  });

  it('a disabled or unknown server is unavailable', async () => {
    const { pool } = await rig({
      servers: { off: testServer('echo.mjs', [], { enabled: false }) },
    });
    for (const id of ['off', 'nowhere']) {
      expect(() => pool.get(id, anyone)).toThrow(
        expect.objectContaining({ code: 'upstream_unavailable' }),
      );
    }
  });
});

describe('SU-16: a change of the registry', () => {
  const serversOf = (level: string) => ({
    path: ['servers', 'one', 'env', 'LOG_LEVEL'],
    value: level,
  });

  it('SU-16: restarts the server that it changed, and no other', async () => {
    const { pool, registry, reached } = await rig({
      servers: { one: testServer('echo.mjs'), two: testServer('echo.mjs') },
    });
    await Promise.all([pool.shared('one').start(), pool.shared('two').start()]);
    const old = pool.shared('one');
    const pids = () => ['one', 'two'].map((id) => pool.status(id)[0]?.pid);
    const [oneBefore, twoBefore] = pids();
    await registry.edit([serversOf('debug')]);
    await reached('one', 'ready');
    const [oneAfter, twoAfter] = pids();
    expect(pool.shared('one')).not.toBe(old);
    expect(oneAfter).not.toBe(oneBefore);
    expect(twoAfter).toBe(twoBefore);
    expect(old.state).toBe('stopped');
    const environment = toolText(await callTool(pool.shared('one'), 'environment'));
    expect(JSON.parse(environment)).toMatchObject({ LOG_LEVEL: 'debug' });
  });

  it('SU-16: a change that no launch depends on restarts nothing; disabling stops', async () => {
    const { pool, registry } = await rig({ servers: { one: testServer('echo.mjs') } });
    const connection = pool.shared('one');
    await connection.start();
    const pid = pool.status('one')[0]?.pid;
    await registry.edit([
      { path: ['servers', 'one', 'description'], value: 'changed' },
      { path: ['servers', 'one', 'timeouts', 'tools_call_s'], value: 5 },
      { path: ['servers', 'one', 'tool_policy', 'deny'], value: ['x'] },
    ]);
    expect(pool.shared('one')).toBe(connection);
    expect(pool.status('one')[0]).toMatchObject({ state: 'ready', pid });
    const stopped = new Promise<void>((resolve) => {
      pool.onChanged(() => connection.state === 'stopped' && resolve());
    });
    await registry.edit([{ path: ['servers', 'one', 'enabled'], value: false }]);
    expect(() => pool.shared('one')).toThrow();
    await stopped;
  });

  it.each([true, false])(
    'SU-16: the child of the new entry starts when that of the old one is gone (autostart: %s)',
    async (autostart) => {
      const stubborn = testServer('bad-start.mjs', ['deaf'], { autostart });
      const { pool, registry, events, reached } = await rig({ servers: { one: stubborn } });
      await pool.shared('one').start();
      await registry.edit([{ path: ['servers', 'one', 'env'], value: { NEW: '1' } }]);
      if (!autostart) void pool.get('one', anyone).start();
      await reached('one', 'ready');
      const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('server.'));
      expect(kinds.slice(2)).toEqual(['server.exited', 'server.started', 'server.ready']);
    },
  );

  it('SU-16: autostart starts with the engine, and a server that is added later', async () => {
    const { pool, registry, reached } = await rig({
      servers: {
        auto: testServer('echo.mjs', [], { autostart: true }),
        lazy: testServer('echo.mjs'),
      },
    });
    await pool.startAutostart();
    expect(pool.status('auto')[0]?.state).toBe('ready');
    expect(pool.status('lazy')).toEqual([]);
    const value = testServer('echo.mjs', [], { autostart: true });
    await registry.edit([{ path: ['servers', 'added'], value }]);
    await reached('added', 'ready');
  });
});
