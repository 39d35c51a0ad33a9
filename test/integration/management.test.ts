import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEngineFile } from '../../src/core/management/socket/engine-file.ts';
import {
  connectSocket,
  type SocketClient,
} from '../../src/core/management/socket/socket-client.ts';
import { createApi, type Send } from '../../src/shared/client.ts';
import type { ManagementEvent } from '../../src/shared/contract-events.ts';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { httpCall } from '../helpers/http-call.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;
let socket: SocketClient;
let token: string;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['echo'] } },
      servers: { echo: testServer('echo.mjs') },
    },
  });
  const file = await readEngineFile(engine.dataDir);
  if (file === null) throw new Error('no engine file');
  socket = await connectSocket(file);
  token = (await engine.api.management.rotate({})).token;
});

afterAll(async () => {
  socket?.close();
  await engine?.stop();
});

const overHttp: Send = async (method, input) => {
  const { text } = await httpCall({
    port: engine.port,
    path: `/api/v1/${method}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return JSON.parse(text);
};

const inProcess: Send = (method, input) =>
  engine.app.management.dispatch(method, input, {
    actor: { type: 'operator', door: 'ipc' },
    signal: new AbortController().signal,
  });

describe.each<[door: string, send: Send]>([
  ['ipc', inProcess],
  ['socket', (method, input) => socket.send(method, input)],
  ['http', overHttp],
])('the contract over %s', (door, send) => {
  const api = createApi(send);
  const client = `client-${door}`;

  it('answers with the same status', async () => {
    const status = await api.engine.status({});
    expect(status).toMatchObject({ url: engine.url, pid: process.pid, problem: null, alarm: null });
    expect(status.servers).toEqual([expect.objectContaining({ id: 'echo' })]);
  });

  it('lists, starts and tests a server', async () => {
    const tested = await api.servers.test({ id: 'echo' });
    expect(tested).toMatchObject({ ok: true, error: null });
    expect(tested.server.tools.approved).toBeGreaterThan(0);
    const { server, tools } = await api.servers.get({ id: 'echo' });
    expect(server.state).toBe('ready');
    expect(tools.map(({ name }) => name)).toContain('echo');
    const { server: stopped } = await api.servers.stop({ id: 'echo' });
    expect(stopped.state).toBe('stopped');
  });

  it('MG-11: a client’s whole life, each step a row with this door', async () => {
    const seen = async () => ({ expectedSha256: (await api.clients.list({})).sha256 });
    const entry = { id: client, allow: ['echo'], app: 'vscode' };
    const added = await api.clients.add({ ...entry, ...(await seen()) });
    expect(added.url).toBe(engine.url);
    expect(await api.access.explain({ client, server: 'echo', tool: 'echo' })).toMatchObject({
      effect: 'allow',
    });
    const rotated = await api.clients.rotate({ id: client, graceS: 60 });
    expect(rotated.token).not.toBe(added.token);
    expect((await api.clients.reveal({ id: client })).token).toBe(rotated.token);
    expect((await api.clients.snippet({ id: client })).text).toContain(rotated.token);
    await api.clients.revoke({ id: client });
    await api.clients.remove({ id: client, ...(await seen()) });
    const { clients } = await api.clients.list({});
    expect(clients.map(({ id }) => id)).not.toContain(client);

    const rows = (await engine.rows()).filter((row) => row.client === client);
    expect(rows.map(({ kind }) => kind)).toEqual([
      'token.minted',
      'token.rotated',
      'token.revealed',
      'token.revealed',
      'token.revoked',
      'token.revoked',
    ]);
    for (const row of rows) expect(row.actor).toEqual({ type: 'operator', door });
    const changes = (await engine.rows('registry.changed')).filter(({ difference }) =>
      JSON.stringify(difference).includes(client),
    );
    expect(changes).toHaveLength(2);
    for (const change of changes) {
      expect(change.actor).toEqual({ type: 'operator', door });
      expect(change).toMatchObject({ revision: expect.any(Number), from: expect.any(String) });
    }
  });

  it('MG-9: staged access edits are refused once the registry is another one', async () => {
    const { sha256 } = await api.access.view({});
    const edits = [{ client: 'a', server: 'echo', tools: { deny: [`never_${door}`] } }];
    const preview = await api.access.preview({ edits, expectedSha256: sha256 });
    expect(preview.lines.join()).toContain(`never_${door}`);
    expect((await api.access.view({})).sha256).toBe(sha256);
    const applied = await api.access.apply({ edits, expectedSha256: sha256 });
    expect(applied.lines).toEqual(preview.lines);
    await expect(api.access.apply({ edits, expectedSha256: sha256 })).rejects.toMatchObject({
      code: 'stale',
    });
    expect(
      await api.access.explain({ client: 'a', server: 'echo', tool: `never_${door}` }),
    ).toMatchObject({ effect: 'deny', rule: 'clients.a.tools.echo.deny[0]' });
  });

  it('MG-10: refuses unknown fields and unknown names by code', async () => {
    expect(await send('servers.start', { id: 'echo', force: true })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', message: 'unknown field force' },
    });
    await expect(api.servers.start({ id: 'nobody' })).rejects.toMatchObject({
      code: 'unknown_name',
    });
  });

  it('queries, verifies and counts the audit log', async () => {
    const { rows, next } = await api.audit.query({ page: { after: 0, limit: 2 } });
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(next).toBe(2);
    expect(await api.audit.verify({})).toMatchObject({ ok: true, firstBad: null });
    expect((await api.audit.stats({})).stats).toBeInstanceOf(Array);
  });
});

describe('events', () => {
  it('rows, servers and registry changes arrive over the socket in order', async () => {
    const file = await readEngineFile(engine.dataDir);
    if (file === null) throw new Error('no engine file');
    const listener = await connectSocket(file);
    const events: ManagementEvent[] = [];
    const done = Promise.withResolvers<void>();
    await listener.subscribe(['audit.appended', 'registry.changed'], (event) => {
      events.push(event);
      if (event.event !== 'audit.appended') return;
      if (event.data.rows.some(({ kind }) => kind === 'token.revoked')) done.resolve();
    });
    await engine.api.clients.add({ id: 'seen' });
    await engine.api.clients.remove({ id: 'seen' });
    await done.promise;
    expect(events.some(({ event }) => event === 'registry.changed')).toBe(true);
    const seqs = events.flatMap((event) =>
      event.event === 'audit.appended' ? event.data.rows.map(({ seq }) => seq) : [],
    );
    expect(seqs).toEqual(seqs.toSorted((left, right) => left - right));
    listener.close();
  });
});

describe('doctor and self-test', () => {
  it('AD-23: finds a registry that others may read, and repairs it when asked', async () => {
    await chmod(engine.registryPath, 0o644);
    const { findings } = await engine.api.engine.doctor({});
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'registry-mode', level: 'warning', fixed: false }),
    );
    const { findings: fixed } = await engine.api.engine.doctor({ fix: true });
    expect(fixed).toContainEqual(expect.objectContaining({ check: 'registry-mode', fixed: true }));
    expect((await stat(engine.registryPath)).mode & 0o777).toBe(0o600);
  });

  it('every part of the engine passes its own test', async () => {
    const { ok, steps } = await engine.api.engine.selfTest({});
    expect(steps.filter((step) => !step.ok)).toEqual([]);
    expect(ok).toBe(true);
  });
});

describe('exports', () => {
  it('an export is a row, and progress is told under the name of the task', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lmcp-export-'));
    try {
      const path = join(directory, 'rows.jsonl');
      const told: string[] = [];
      const stop = engine.app.management.events.subscribe(['task.progress'], (event) => {
        if (event.event === 'task.progress') told.push(event.data.task);
      });
      const report = await engine.api.audit.export({ path, task: 'mine' });
      stop();
      expect(report.rows).toBeGreaterThan(10);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(new Set(told)).toEqual(new Set(['mine']));
      const [row] = await engine.rows('export.made');
      expect(row).toMatchObject({ rows: report.rows, sha256: report.sha256 });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
