import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { testServer } from '../helpers/upstream-rig.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine({
    registry: {
      clients: {
        cursor: { app: 'cursor', allow_servers: ['named'] },
        codex: { tools: {} },
        late: { enabled: false, allow_servers: ['named'] },
      },
      servers: {
        named: testServer('named-tools.mjs', ['plain', 'list_a', 'list_b', 'write_c'], {
          tool_policy: { deny: ['WRITE_*'] },
        }),
        boasting: testServer('named-tools.mjs', ['boasting', 'one', 'two']),
      },
    },
  });
  for (const id of ['named', 'boasting']) await engine.api.servers.test({ id });
});

afterAll(() => engine?.stop());

const narrowed = { mode: 'allow_list' as const, tools: ['list_a'] };

describe('access.view and access.tools', () => {
  it('PO-2: counts every granted cell by the decision that calls get', async () => {
    const { cells, servers, atUs } = await engine.api.access.view({});
    expect(cells).toEqual([
      { client: 'cursor', server: 'named', granted: true, allowed: 2, asked: 0, denied: 1 },
      { client: 'late', server: 'named', granted: true, allowed: 0, asked: 0, denied: 3 },
    ]);
    expect(servers).toMatchObject([
      { id: 'named', tools: 3, state: 'ready' },
      { id: 'boasting', tools: 2 },
    ]);
    expect(atUs).toBeGreaterThan(0);
  });

  it('shows one cell tool by tool, as it is and as staged edits would make it', async () => {
    const { api } = engine;
    const asked = { client: 'cursor', server: 'named' };
    const now = await api.access.tools(asked);
    expect(now).toMatchObject({ granted: true, allowed: 2, denied: 1 });
    expect(now.tools.map(({ name, effect, locked }) => [name, effect, locked])).toEqual([
      ['list_a', 'allow', false],
      ['list_b', 'allow', false],
      ['write_c', 'deny', true],
    ]);
    const staged = await api.access.tools({ ...asked, edits: [{ ...asked, tools: narrowed }] });
    expect(staged).toMatchObject({ allowed: 1, denied: 2 });
    expect(staged.tools[1]).toMatchObject({
      effect: 'deny',
      rule: 'clients.cursor.tools.named.tools',
      locked: false,
    });
    expect(await api.access.tools(asked)).toEqual(now);
  });
});

describe('access.preview', () => {
  it('says for each cell what is gained and lost, in a sentence and in numbers', async () => {
    const { changes, budgets, lines, revision } = await engine.api.access.preview({
      edits: [
        { client: 'codex', server: 'boasting', granted: true },
        { client: 'cursor', server: 'named', tools: narrowed },
        { client: 'late', server: 'named', granted: false },
      ],
    });
    expect(changes).toMatchObject([
      {
        client: 'cursor',
        kind: 'changed',
        lost: 1,
        lostTools: ['list_b'],
        sentence: 'cursor on named: 1 tool removed',
        detail: 'list_b no longer allowed',
      },
      {
        client: 'codex',
        kind: 'gained',
        gained: 2,
        writing: 0,
        before: { granted: false, allowed: 0 },
        after: { granted: true, allowed: 2 },
        sentence: 'codex reaches boasting: all 2 tools',
        detail: 'None asks first.',
      },
      { client: 'late', kind: 'lost', lost: 0, sentence: 'late loses named: 0 of 3 tools' },
    ]);
    expect(budgets).toContainEqual({ client: 'cursor', before: 2, after: 1, limit: 40 });
    expect(budgets).toContainEqual({ client: 'codex', before: 0, after: 2, limit: null });
    expect(lines.length).toBeGreaterThan(0);
    expect(revision).toBe((await engine.api.access.view({})).revision + 1);
  });
});

describe('access.history and access.undo', () => {
  it('MG-9: keeps who changed what; goes back; refuses a stale word with what has changed', async () => {
    const { api } = engine;
    const start = await api.access.view({});
    const edits = [{ client: 'codex', server: 'named', granted: true, tools: narrowed }];
    await api.access.apply({ edits });
    const { entries, next } = await api.access.history({ limit: 2 });
    expect(next).toBe(start.revision);
    expect(entries[0]).toMatchObject({
      revision: start.revision + 1,
      actor: 'operator/file',
      inForce: true,
      restorable: true,
      changes: [{ client: 'codex', kind: 'gained', sentence: 'codex reaches named: 1 of 3 tools' }],
    });
    expect(entries[0]?.lines.join()).toContain('clients.codex.allow_servers');

    const undo = { to: start.revision, expectedSha256: start.sha256 };
    await expect(api.access.undo(undo)).rejects.toMatchObject({
      code: 'stale',
      data: { lines: expect.arrayContaining([expect.stringContaining('codex')]) },
    });
    const shown = await api.access.undo({ to: start.revision, dryRun: true });
    expect(shown).toMatchObject({
      edits: [{ client: 'codex', server: 'named', granted: false }],
      skipped: [],
      changes: [{ kind: 'lost' }],
      revision: start.revision + 1,
    });
    await api.access.undo({ to: start.revision, expectedSha256: shown.sha256 });
    const after = await api.access.view({});
    expect(after.revision).toBe(start.revision + 2);
    expect(after.cells).toEqual(start.cells);
    expect(after.clients.find(({ id }) => id === 'codex')?.tools).toEqual({});
    await expect(api.access.undo({ to: 9_999 })).rejects.toMatchObject({ code: 'unknown_name' });
  });

  it('names what is gone instead of bringing it back', async () => {
    const { api } = engine;
    const { revision } = await api.access.view({});
    await api.clients.remove({ id: 'late' });
    expect(await api.access.undo({ to: revision })).toMatchObject({
      edits: [],
      skipped: ['client late'],
    });
  });

  it('a stale edit says what has changed since its form was made', async () => {
    const { api } = engine;
    const { sha256 } = await api.access.view({});
    await api.access.apply({ edits: [{ client: 'codex', server: 'named', granted: true }] });
    const edits = [{ client: 'codex', server: 'boasting', granted: true }];
    await expect(api.access.apply({ edits, expectedSha256: sha256 })).rejects.toMatchObject({
      code: 'stale',
      data: { lines: ['clients.codex.allow_servers: + named'] },
    });
  });
});
