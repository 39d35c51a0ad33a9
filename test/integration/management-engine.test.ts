import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { httpCall } from '../helpers/http-call.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['echo'] } },
      servers: { echo: testServer('echo.mjs'), exits: testServer('bad-start.mjs', ['exit']) },
    },
  });
});

afterAll(() => engine?.stop());

describe('engine.overview', () => {
  it('counts calls and refusals as they happen, and says what waits for a person', async () => {
    const { api } = engine;
    const client = await engine.connect('a');
    await client.call('echo__echo');
    await client.call('echo__echo');
    await client.call('exits__echo');
    client.close();
    const total = async () => (await api.engine.overview({})).activity.total;
    // The first figure waits for the reader thread.
    await expect.poll(async () => (await total()).p50Us, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await total()).toMatchObject({ allowed: 2, refused: 1, failed: 0 });
    await api.servers.start({ id: 'exits' }).catch(() => undefined);
    const seen = await api.engine.overview({ period: '7d' });
    expect(seen.activity).toMatchObject({
      bucketUs: 168 * 60_000_000,
      total: { allowed: 2, refused: 1 },
      servers: [
        { server: 'echo', allowed: 2 },
        { server: 'exits', allowed: 0, refused: 1 },
      ],
    });
    expect(seen.activity.buckets).toHaveLength(60);
    expect(seen.attention).toMatchObject([
      { kind: 'server_failing', server: 'exits', act: 'show_log' },
    ]);
    expect(seen.verified).toBeNull();
    const { headSeq } = await api.audit.verify({});
    expect((await api.engine.overview({})).verified).toMatchObject({ ok: true, headSeq });
  });
});

describe('engine.settings', () => {
  it('shows every setting with its value, and what the engine is', async () => {
    const { api } = engine;
    const { settings, ...about } = await api.engine.settings({});
    expect(settings).toMatchObject({
      port: 7_345,
      // Nothing is written, and this host serves it.
      management_http: true,
      limits: { rpm: 600 },
      audit: { durability: 'power-loss' },
    });
    expect(about).toMatchObject({
      // Zero was asked for: the one that is served.
      given: { 'lmcp.port': engine.port },
      restartRequired: [],
      registryPath: engine.registryPath,
      dataDir: engine.dataDir,
      protocols: expect.arrayContaining(['2025-11-25', '2026-07-28']),
    });
    expect(about.log.rows).toBeGreaterThan(0);
    expect(about.log.bytes).toBeGreaterThan(10_000);
  });

  it('MG-9 MG-11: sets them, says which need a restart, and refuses a stale word', async () => {
    const { api } = engine;
    const { sha256 } = await api.engine.settings({});
    const changed = await api.engine.setSettings({
      expectedSha256: sha256,
      changes: [
        { path: ['limits', 'rpm'], value: 900 },
        { path: ['audit', 'durability'], value: 'crash' },
        // The command line's is in force, and would be again.
        { path: ['port'], value: 7_400 },
      ],
    });
    expect(changed).toMatchObject({
      restartRequired: ['lmcp.audit.durability'],
      lines: expect.arrayContaining(['lmcp.limits.rpm: 600 -> 900']),
    });
    const changes = [{ path: ['limits', 'rpm'], value: 1 }];
    await expect(api.engine.setSettings({ expectedSha256: sha256, changes })).rejects.toMatchObject(
      { code: 'stale', data: { lines: changed.lines } },
    );
    await api.engine.setSettings({ changes: [{ path: ['limits', 'rpm'] }] });
    expect((await api.engine.settings({})).settings).toMatchObject({ limits: { rpm: 600 } });
    const row = (await engine.rows('registry.changed')).at(-1);
    expect(row).toMatchObject({ actor: { type: 'operator', door: 'file' } });
  });

  it.each([
    [['management_token'], 'lmcp_m_x', 'invalid_input'],
    [['audit_log'], '/tmp/x', 'invalid_input'],
    [['limits', 'rpm'], -1, 'registry_invalid'],
    [['limits', 'nothing'], 1, 'registry_invalid'],
    [['host'], '0.0.0.0', 'not_supported_yet'],
  ])('refuses %j = %j', async (path, value, code) => {
    const { sha256 } = await engine.api.engine.settings({});
    await expect(
      engine.api.engine.setSettings({ changes: [{ path, value }] }),
    ).rejects.toMatchObject({ code });
    expect((await engine.api.engine.settings({})).sha256).toBe(sha256);
  });

  it('MG-5: over HTTP, where the engine listens takes a second consent; a limit does not', async () => {
    const { token } = await engine.api.management.rotate({});
    const set = async (path: string[], value: unknown) =>
      await httpCall({
        port: engine.port,
        path: '/api/v1/engine.setSettings',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          changes: [{ path, value }],
          expectedSha256: (await engine.api.engine.settings({})).sha256,
        }),
      });
    expect((await set(['limits', 'queue'], 10)).status).toBe(200);
    const refused = await set(['allowed_origins'], ['https://evil.example']);
    expect(JSON.parse(refused.text)).toMatchObject({
      ok: false,
      error: { code: 'consent_required', data: { lines: expect.any(Array) } },
    });
  });
});
