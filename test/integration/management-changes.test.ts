import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    expectErrors: true,
    registry: {
      clients: { a: { allow_servers: ['echo'] } },
      servers: { echo: testServer('echo.mjs') },
    },
  });
});

afterAll(() => engine?.stop());

describe('servers and their secrets', () => {
  it('AU-13 SE-1: a secret goes to the store and its name on record; the value is nowhere else', async () => {
    const canary = 'canary-5ecret-0123456789';
    const { storedSecrets } = await engine.api.servers.add({
      id: 'kept',
      entry: { ...testServer('echo.mjs'), env: { API_KEY: canary, PLAIN: canary, LEVEL: 'info' } },
      secrets: ['PLAIN'],
    });
    expect(storedSecrets).toEqual(['kept/API_KEY', 'kept/PLAIN']);
    const file = await readFile(engine.registryPath, 'utf8');
    expect(file).toContain('${secret:kept/API_KEY}');
    expect(file).not.toContain(canary);
    const view = await engine.api.servers.get({ id: 'kept' });
    expect(view.entry.env).toEqual({ API_KEY: 'set', PLAIN: 'set', LEVEL: 'set' });
    expect(JSON.stringify(await engine.rows())).not.toContain(canary);
    expect(engine.logged.join()).not.toContain(canary);
    expect(await engine.rows('secret.set')).toContainEqual(
      expect.objectContaining({ server: 'kept', names: storedSecrets }),
    );

    await engine.api.access.apply({ edits: [{ client: 'a', server: 'kept', granted: true }] });
    const client = await engine.connect('a');
    const { result } = await client.call('kept__environment');
    expect(JSON.parse(result?.content?.[0]?.text ?? '{}')).toMatchObject({ API_KEY: canary });
    client.close();
  });

  it('a removed server leaves no grant, no rule and no secret for a later one of its name', async () => {
    await engine.api.servers.remove({ id: 'kept' });
    expect(await engine.rows('secret.removed')).toMatchObject([
      { server: 'kept', names: ['kept/API_KEY', 'kept/PLAIN'] },
    ]);
    const { clients } = await engine.api.access.view({});
    expect(clients.find(({ id }) => id === 'a')?.allowServers).toEqual(['echo']);
    await engine.api.servers.add({ id: 'kept', entry: testServer('echo.mjs') });
    const decision = await engine.api.access.explain({ client: 'a', server: 'kept' });
    expect(decision.effect).toBe('deny');
    await engine.api.servers.remove({ id: 'kept' });
  });

  it('a server that the registry refuses leaves nothing in the secret store', async () => {
    const before = (await engine.rows('secret.set')).length;
    const entry = { ...testServer('echo.mjs'), env: { TOKEN: 'x', BAD: '${nope:x}' } };
    await expect(engine.api.servers.add({ id: 'bad', entry })).rejects.toMatchObject({
      code: 'registry_invalid',
    });
    const set = await engine.rows('secret.set');
    expect(set).toHaveLength(before + 1);
    const removed = (await engine.rows('secret.removed')).at(-1);
    expect(removed).toMatchObject({ server: 'bad', names: set.at(-1)?.names });
    await engine.api.servers.add({
      id: 'bad',
      entry: { ...testServer('echo.mjs'), env: { TOKEN: '${secret:bad/TOKEN}' } },
    });
    const tested = await engine.api.servers.test({ id: 'bad' });
    expect(tested.error?.code).toBe('reference_unreadable');
    await engine.api.servers.remove({ id: 'bad' });
  });
});

describe('the registry', () => {
  it('P-44 PO-15: a truncated file is refused, shown and on record; the last good one stays', async () => {
    const good = await readFile(engine.registryPath, 'utf8');
    const { revision } = await engine.api.engine.status({});
    await writeFile(engine.registryPath, good.slice(0, good.length / 2));
    const reloaded = await engine.api.engine.reload({});
    expect(reloaded).toMatchObject({ revision, problem: { code: 'registry_invalid' } });
    expect((await engine.api.engine.status({})).problem?.message).toContain('registry.yaml');
    const decision = await engine.api.access.explain({ client: 'a', server: 'echo' });
    expect(decision.effect).toBe('allow');
    // Nobody waits for this row, so the answer may come before it.
    await expect
      .poll(() => engine.rows('registry.refused'))
      .toMatchObject([{ error: 'registry_invalid', actor: { door: 'file' } }]);
    await expect(engine.api.clients.add({ id: 'late' })).rejects.toMatchObject({
      code: 'registry_invalid',
    });

    await writeFile(engine.registryPath, good);
    expect(await engine.api.engine.reload({})).toMatchObject({ problem: null });
  });

  it('MG-11: an edit by hand is a row too, as an edit of the file', async () => {
    const good = await readFile(engine.registryPath, 'utf8');
    const before = (await engine.rows('registry.changed')).length;
    await writeFile(engine.registryPath, `${good}\n`);
    // An edit through a door right behind it: each is a row under its own door.
    await engine.api.clients.update({ id: 'a', rateLimitRpm: 500 });
    const rows = (await engine.rows('registry.changed')).slice(before);
    expect(rows.map(({ actor }) => actor)).toEqual([
      { type: 'operator', door: 'file' },
      { type: 'operator', door: 'file' },
    ]);
    expect(JSON.stringify(rows[1]?.difference)).toContain('rate_limit_rpm');
  });

  it.each([
    [
      'a port that changed in the file needs no restart where the command line gives it',
      '{"port":7999}',
      [],
    ],
    [
      'a host that changed in the file needs a restart, and status says so',
      '{"host":"127.0.0.2"}',
      ['lmcp.host'],
    ],
  ])('%s', async (_title, lmcp, expected) => {
    const text = await readFile(engine.registryPath, 'utf8');
    const edited = text.replace(/"version": ?1/, `"version":1,"lmcp":${lmcp}`);
    expect(edited).not.toBe(text);
    await writeFile(engine.registryPath, edited);
    const { restartRequired } = await engine.api.engine.reload({});
    expect(restartRequired).toEqual(expected);
    expect((await engine.api.engine.status({})).restartRequired).toEqual(expected);
    const { attention } = await engine.api.engine.overview({ period: '1h' });
    const asked = attention.filter(({ id }) => id === 'restart_required');
    expect(asked.map(({ detail }) => detail)).toEqual(expected);
    await writeFile(engine.registryPath, text);
    expect((await engine.api.engine.reload({})).restartRequired).toEqual([]);
  });
});
