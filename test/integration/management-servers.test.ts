import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManagementEvent } from '../../src/shared/contract-events.ts';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: {
        codex: { allow_servers: ['verbatim', 'subject', 'loud', 'slow'] },
        reader: { allow_servers: ['verbatim'], tools: { verbatim: { deny: ['verbatim'] } } },
        stranger: {},
      },
      servers: {
        verbatim: testServer('verbatim.mjs', [], {
          env: { TOKEN: '${secret:verbatim/TOKEN}', LEVEL: '', HOME_DIR: '${env:HOME}' },
        }),
        subject: testServer('changing.mjs'),
        boasting: testServer('named-tools.mjs', ['boasting', 'wipe', 'look'], {
          tool_policy: { deny: ['WIPE'], message: 'Never.' },
        }),
        loud: testServer('echo.mjs'),
        slow: testServer('misbehave.mjs'),
      },
    },
  });
  await engine.api.servers.update({
    id: 'verbatim',
    changes: [{ path: ['env', 'TOKEN'], value: 'value-of-the-test' }],
  });
});

afterAll(() => engine?.stop());

const callRows = async (client: string) =>
  (await engine.rows()).filter((row) => row.client === client && 'call_id' in row);

describe('servers.tryTool', () => {
  it('MG-11: makes the real call in the client’s place; its row says actor: operator', async () => {
    const { api } = engine;
    const given = '{"big":9007199254740993}';
    const tried = await api.servers.tryTool({
      id: 'verbatim',
      tool: 'verbatim',
      client: 'codex',
      arguments: given,
    });
    expect(tried).toMatchObject({ outcome: 'ok', effect: 'allow', revision: expect.any(Number) });
    const [intent, ...more] = await callRows('codex');
    expect(more).toEqual([]);
    expect(intent).toMatchObject({
      kind: 'call.intent',
      actor: { type: 'operator', door: 'file' },
      server: 'verbatim',
      item: 'verbatim',
      call_id: tried.callId,
      rule: tried.rule,
      args: { bytes: given.length },
    });
    const rowsOfCall = async () =>
      (await api.audit.query({ filter: { callId: tried.callId }, page: { after: 0 } })).rows;
    await expect.poll(rowsOfCall, { timeout: 10_000 }).toHaveLength(2);
    const rows = await rowsOfCall();
    expect(rows.map(({ seq }) => seq)).toEqual([tried.seq, (tried.seq ?? 0) + 1]);
    expect(JSON.parse(rows[1]?.body ?? '')).toMatchObject({
      kind: 'call.outcome',
      actor: { type: 'operator' },
      result: 'ok',
      delivered: true,
    });
  });

  it('MG-11: is denied as the client would be, and one row says so', async () => {
    const trial = { id: 'verbatim', tool: 'verbatim', client: 'reader' };
    const tried = await engine.api.servers.tryTool(trial);
    expect(tried).toMatchObject({
      outcome: 'refused',
      effect: 'deny',
      rule: 'clients.reader.tools.verbatim.deny[0]',
    });
    expect(JSON.parse(tried.text)).toMatchObject({ code: -32_011 });
    const rows = await callRows('reader');
    expect(rows).toMatchObject([
      { kind: 'call.denied', actor: { type: 'operator' }, call_id: tried.callId },
    ]);
    const { rows: found } = await engine.api.audit.query({ filter: { callId: tried.callId } });
    expect(found.map(({ seq }) => seq)).toEqual([tried.seq]);
    const hidden = await engine.api.servers.tryTool({ ...trial, client: 'stranger' });
    expect(JSON.parse(hidden.text)).toMatchObject({ code: -32_602 });
  });

  it.each(['[]', '{}}', '{},"name":"other"', '{"a":1}},"x":{"b":2}', '', '7'])(
    'takes one JSON object and nothing that looks like more: %s',
    async (given) => {
      await expect(
        engine.api.servers.tryTool({
          id: 'verbatim',
          tool: 'verbatim',
          client: 'codex',
          arguments: given,
        }),
      ).rejects.toMatchObject({ code: 'invalid_params' });
    },
  );

  it('P-26: a cancelled trial is cancelled upstream, and its outcome says so', async () => {
    const { api } = engine;
    const trial = { id: 'slow', tool: 'never', client: 'codex', task: 'trial' };
    const trying = api.servers.tryTool(trial);
    const intents = async () =>
      (await engine.rows('call.intent')).filter(({ server }) => server === 'slow').length;
    await expect.poll(intents, { timeout: 10_000 }).toBe(1);
    await expect(api.servers.tryTool(trial)).rejects.toMatchObject({ code: 'conflict' });
    expect(await api.engine.cancel({ task: 'trial' })).toEqual({ cancelled: true });
    const { outcome, callId, seq } = await trying;
    expect(outcome).toBe('failed');
    expect(seq).not.toBeNull();
    // The outcome rides with the next group: durable a few milliseconds after the answer.
    await expect
      .poll(async () => (await engine.rows('call.outcome')).find((row) => row.call_id === callId), {
        timeout: 10_000,
      })
      .toMatchObject({ result: 'cancelled' });
    const steady = await api.servers.tryTool({ ...trial, tool: 'steady' });
    expect(JSON.parse(steady.text)).toMatchObject({
      content: [{ text: expect.stringContaining('"cancelled":[') }],
    });
    expect(await api.engine.cancel({ task: 'nobody' })).toEqual({ cancelled: false });
  });
});

describe('servers.get and servers.item', () => {
  it('shows names of values and what they refer to, never a value', async () => {
    const { values, server, sha256 } = await engine.api.servers.get({ id: 'verbatim' });
    expect(values).toEqual([
      { section: 'env', key: 'TOKEN', state: 'set', references: ['secret:verbatim/TOKEN'] },
      { section: 'env', key: 'LEVEL', state: 'empty', references: [] },
      { section: 'env', key: 'HOME_DIR', state: 'set', references: ['env:HOME'] },
    ]);
    expect(server).toMatchObject({ clients: 2, sharing: 'shared' });
    expect(server.target).toContain('verbatim.mjs');
    expect(sha256).toBe((await engine.api.engine.status({})).sha256);
    expect(JSON.stringify(await engine.api.servers.get({ id: 'verbatim' }))).not.toContain(
      'value-of-the-test',
    );
  });

  it('one answer names the tools of all servers, in their order, with what stands of each', async () => {
    const { api } = engine;
    await api.servers.test({ id: 'boasting' });
    await api.servers.test({ id: 'verbatim' });
    const { servers } = await api.servers.tools({});
    for (const { id, tools } of servers) {
      const known = (await api.servers.get({ id })).tools;
      expect(tools).toEqual(known.map(({ name, state }) => ({ name, state })));
    }
    const ids = servers.map(({ id }) => id);
    expect(ids).toEqual((await api.servers.list({})).servers.map(({ id }) => id));
    expect(servers[2]?.tools.map(({ name }) => name)).toEqual(['wipe', 'look']);
  });

  it('UP-4: annotations are shown as claims, and a server’s rule by its name', async () => {
    const { api } = engine;
    await api.servers.test({ id: 'boasting' });
    const { tools, server } = await api.servers.get({ id: 'boasting' });
    expect(tools).toMatchObject([
      {
        name: 'wipe',
        title: 'Safe and approved',
        claims: { readOnly: true, destructive: false, idempotent: true, openWorld: null },
        rule: { effect: 'deny', rule: 'servers.boasting.tool_policy.deny[0]', message: 'Never.' },
      },
      { name: 'look', rule: null, state: 'approved' },
    ]);
    expect(tools[0]?.approvedUs).toBeGreaterThan(1_700_000_000_000_000);
    expect(server.provedUs).toBeGreaterThan(0);
    expect(server.sinceUs).toBeGreaterThan(0);
  });

  it('every answer of a server is a proof that it is ready, not its start alone', async () => {
    const { api } = engine;
    const client = await engine.connect('codex');
    const provedUs = async () => (await api.servers.get({ id: 'loud' })).server.provedUs ?? 0;
    await client.call('loud__echo');
    const before = await provedUs();
    await expect
      .poll(async () => {
        await client.call('loud__echo');
        return (await provedUs()) > before;
      })
      .toBe(true);
    const { server } = await api.servers.get({ id: 'loud' });
    expect(server.connections[0]?.provedUs).toBe(server.provedUs);
  });

  it('UP-2: a changed definition comes with both texts and what differs', async () => {
    const { api } = engine;
    await api.servers.test({ id: 'subject' });
    const client = await engine.connect('codex');
    await client.call('subject__change');
    await expect
      .poll(async () => (await api.servers.get({ id: 'subject' })).server.tools.changed, {
        timeout: 10_000,
      })
      .toBe(1);
    const detail = await api.servers.item({ id: 'subject', name: 'subject' });
    expect(detail.item.state).toBe('changed');
    expect(detail.changes).toEqual([
      { path: 'description', approved: 'version 1', observed: 'version 2' },
    ]);
    expect(detail.approved?.sha256).not.toBe(detail.observed?.sha256);
    expect(detail.clients).toEqual(['codex']);
    expect(JSON.parse(detail.inputSchema ?? '')).toEqual({ type: 'object' });
    await expect(api.servers.item({ id: 'subject', name: 'nothing' })).rejects.toMatchObject({
      code: 'unknown_name',
    });
  });
});

describe('servers.preview', () => {
  it('MG-4: shows the exact command and stores and starts nothing', async () => {
    const { api } = engine;
    const { sha256 } = await api.engine.status({});
    const entry = {
      transport: 'stdio' as const,
      command: process.execPath,
      args: ['-e', 'it’s', '--token', 'abc'],
      env: { API_KEY: 'k', LEVEL: 'info' },
    };
    const shown = await api.servers.preview({ id: 'new', entry });
    expect(shown).toEqual({
      command: [process.execPath, '-e', 'it’s', '--token', 'set'],
      line: `${process.execPath} -e 'it’s' --token set`,
      found: process.execPath,
      searched: [],
      storedSecrets: ['new/API_KEY'],
      problem: null,
    });
    const missing = await api.servers.preview({
      id: 'new',
      entry: { ...entry, command: 'no-such-command' },
    });
    expect(missing.found).toBeNull();
    expect(missing.searched.length).toBeGreaterThan(0);
    expect((await api.engine.status({})).sha256).toBe(sha256);
    expect((await api.servers.list({})).servers.map(({ id }) => id)).not.toContain('new');
  });

  it('says why an entry would be refused', async () => {
    const { problem } = await engine.api.servers.preview({
      id: 'new',
      entry: { transport: 'external', manifest: 'manifest.yaml' },
    });
    expect(problem).toMatchObject({ code: 'not_supported_yet' });
  });
});

describe('servers.logs', () => {
  it('SU-11: goes on where it ended, tells of new lines while followed, and marks its own', async () => {
    const { api } = engine;
    await api.servers.start({ id: 'loud' });
    const grown = Promise.withResolvers<ManagementEvent>();
    const stop = engine.app.management.events.subscribe(['servers.log'], grown.resolve);
    const first = await api.servers.logs({ id: 'loud', follow: true });
    expect(first.lines.map(({ text, own }) => [text.replace(/\d+/, 'N'), own])).toEqual([
      ['Started, pid N', true],
      ['Ready: it answered tools/list', true],
    ]);
    expect(first.lines[0]?.atUs).toBeGreaterThan(0);
    await api.servers.stop({ id: 'loud' });
    expect(await grown.promise).toEqual({ event: 'servers.log', data: { id: 'loud' } });
    stop();
    const { lines, gap } = await api.servers.logs({ id: 'loud', after: first.next });
    expect(gap).toBe(false);
    expect(lines.map(({ text }) => text)).toEqual(['stopped by the operator']);
  });
});

describe('stale edits', () => {
  it('MG-9: every edit of a server is refused when the file is another one', async () => {
    const { api } = engine;
    const { sha256 } = await api.servers.get({ id: 'loud' });
    const change = { id: 'loud', changes: [{ path: ['description'], value: 'other' }] };
    await api.servers.update({ ...change, expectedSha256: sha256 });
    const stale = { code: 'stale' };
    await expect(api.servers.update({ ...change, expectedSha256: sha256 })).rejects.toMatchObject(
      stale,
    );
    await expect(api.servers.remove({ id: 'loud', expectedSha256: sha256 })).rejects.toMatchObject(
      stale,
    );
    const entry = { transport: 'stdio' as const, command: 'x' };
    await expect(
      api.servers.add({ id: 'added', entry, expectedSha256: sha256 }),
    ).rejects.toMatchObject(stale);
  });
});
