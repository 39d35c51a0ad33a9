import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: {
        editor: { app: 'cursor', allow_servers: ['named'], rate_limit_rpm: 90 },
        other: {},
      },
      servers: { named: testServer('named-tools.mjs', ['plain', 'one', 'two']) },
    },
  });
  await engine.api.servers.test({ id: 'named' });
});

afterAll(() => engine?.stop());

const editorOf = async () =>
  (await engine.api.clients.list({})).clients.find(({ id }) => id === 'editor');

describe('clients.list', () => {
  it('says what a client holds open, when it was seen and how many tools it lists', async () => {
    expect(await editorOf()).toMatchObject({
      lastUsedUs: null,
      sessions: 0,
      listed: 2,
      toolLimit: 40,
      allowUrlToken: false,
      rateLimitRpm: 90,
    });
    const client = await engine.connect('editor');
    await client.call('named__one');
    const seen = await editorOf();
    expect(seen).toMatchObject({ sessions: 1 });
    expect(seen?.lastUsedUs).toBeGreaterThan(0);
    client.close();
  });

  it('knows the applications that have a snippet', async () => {
    const { apps } = await engine.api.clients.apps({});
    expect(apps.length).toBeGreaterThanOrEqual(18);
    expect(apps.find(({ app }) => app === 'cursor')).toMatchObject({ toolLimit: 40 });
    expect(apps.find(({ app }) => app === 'zed')).toMatchObject({ toolLimit: null });
  });
});

describe('clients.snippet', () => {
  const reveals = async () => (await engine.rows('token.revealed')).length;

  it('AU-14: a masked text holds no token and is no row; each whole one is', async () => {
    const { api } = engine;
    const token = await engine.token('editor');
    const before = await reveals();
    for (const { app } of (await api.clients.apps({})).apps) {
      const masked = await api.clients.snippet({ id: 'editor', app, masked: true });
      expect(masked).toMatchObject({ app, masked: true, problem: null });
      expect(masked.text).not.toContain(token);
      expect(masked.text).not.toContain(token.slice(7, 20));
    }
    expect(await reveals()).toBe(before);
    const masked = await api.clients.snippet({ id: 'editor', masked: true });
    expect(masked.text).toContain(`lmcp_c_${'•'.repeat(22)}${token.slice(-6)}`);
    const whole = await api.clients.snippet({ id: 'editor' });
    expect(whole.text.replace(token, `lmcp_c_${'•'.repeat(22)}${token.slice(-6)}`)).toBe(
      masked.text,
    );
    expect(await reveals()).toBe(before + 1);
  });

  it('AU-6: the token goes into a URL only where the entry allows it, with a warning', async () => {
    const { api } = engine;
    const asked = { id: 'editor', form: 'url' as const };
    const before = await reveals();
    await expect(api.clients.snippet(asked)).rejects.toMatchObject({ code: 'conflict' });
    expect(await reveals()).toBe(before);
    await api.clients.update({ id: 'editor', allowUrlToken: true });
    const { text, warning } = await api.clients.snippet(asked);
    expect(warning).toContain('histories');
    const url = new URL(text.trim());
    expect(url.origin + url.pathname).toBe(engine.url);
    expect(url.searchParams.get('client_id')).toBe('editor');
    expect(url.searchParams.get('token')).toBe(await engine.token('editor'));
    const header = await api.clients.snippet({ id: 'editor', form: 'header' });
    expect(header.text).toContain('Header: Authorization: Bearer lmcp_c_');
    expect(header.warning).toBeNull();
  });
});

describe('stale edits of clients', () => {
  it('MG-9: tell of a change by hand that nobody has read yet', async () => {
    const { api, registryPath } = engine;
    await api.clients.update({ id: 'other', rateLimitRpm: 100, accept: ['sampling'] });
    const { sha256 } = await api.clients.list({});
    const before = await readFile(registryPath, 'utf8');
    await writeFile(registryPath, before.replace('sampling', 'roots'));
    const stale = { id: 'other', accept: ['sampling' as const, 'elicitation' as const] };
    await expect(api.clients.update({ ...stale, expectedSha256: sha256 })).rejects.toMatchObject({
      code: 'stale',
      data: { lines: ['clients.other.accept: + roots, - sampling'] },
    });
    expect((await api.clients.list({})).clients.find(({ id }) => id === 'other')?.accept).toEqual([
      'roots',
    ]);
  });

  it('MG-9: a limit is taken back with null, and every edit answers what it made', async () => {
    const { api } = engine;
    const limit = async () =>
      (await api.clients.list({})).clients.find(({ id }) => id === 'other')?.rateLimitRpm;
    const made = await api.clients.update({ id: 'other', rateLimitRpm: 0 });
    expect(await limit()).toBe(0);
    const { sha256 } = await api.clients.update({
      id: 'other',
      rateLimitRpm: null,
      expectedSha256: made.sha256,
    });
    expect(await limit()).toBeNull();
    expect(await readFile(engine.registryPath, 'utf8')).not.toMatch(/other.*rate_limit_rpm/);
    expect((await api.clients.list({})).sha256).toBe(sha256);
  });

  it('MG-9: are refused before anything is done', async () => {
    const { api } = engine;
    await api.clients.update({ id: 'other', accept: ['elicitation', 'roots'] });
    const { sha256, clients: now } = await api.clients.list({});
    expect(now.find(({ id }) => id === 'other')?.accept).toEqual(['elicitation', 'roots']);
    await api.clients.update({ id: 'other', rateLimitRpm: 7, expectedSha256: sha256 });
    const stale = { code: 'stale', data: { lines: ['clients.other.rate_limit_rpm: 7'] } };
    const seen = { expectedSha256: sha256 };
    await expect(
      api.clients.update({ id: 'other', enabled: false, ...seen }),
    ).rejects.toMatchObject(stale);
    await expect(api.clients.add({ id: 'new', ...seen })).rejects.toMatchObject(stale);
    await expect(api.clients.remove({ id: 'other', ...seen })).rejects.toMatchObject(stale);
    const { clients } = await api.clients.list({});
    expect(clients.find(({ id }) => id === 'other')).toMatchObject({
      enabled: true,
      tokens: expect.arrayContaining([expect.objectContaining({ state: 'active' })]),
    });
    expect(clients.map(({ id }) => id)).not.toContain('new');
  });
});
