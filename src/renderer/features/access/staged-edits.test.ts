import { describe, expect, it } from 'vitest';
import {
  type AccessData,
  type CellEdit,
  discardAll,
  isGranted,
  nothingStaged,
  readAgain,
  rebase,
  rulesOf,
  stage,
  undoStep,
} from './staged-edits.ts';

const present: AccessData = {
  revision: 3,
  atUs: 0,
  sha256: 'f'.repeat(64),
  clients: [
    { id: 'codex', app: null, enabled: true, allowServers: ['files'], tools: {} },
    {
      id: 'cursor',
      app: 'cursor',
      enabled: true,
      allowServers: ['files', 'git'],
      tools: { git: { mode: 'allow_list', tools: ['list'], ask: [], deny: [] } },
    },
  ],
  servers: [
    { id: 'files', enabled: true, state: 'ready', tools: 3 },
    { id: 'git', enabled: true, state: 'ready', tools: 2 },
  ],
  cells: [],
};
const grant: CellEdit = { client: 'codex', server: 'git', granted: true };

describe('staged edits', () => {
  it('an edit is staged, seen, and gone when it is taken back by hand', () => {
    const staged = stage(nothingStaged, [grant], present);
    expect(isGranted(present, staged, 'codex', 'git')).toBe(true);
    expect(isGranted(present, nothingStaged, 'codex', 'git')).toBe(false);
    const back = stage(staged, [{ ...grant, granted: false }], present);
    expect(back.cells.size).toBe(0);
  });

  it('a block is one step, and undo takes steps back until there is none', () => {
    const block = ['codex', 'cursor'].map((client) => ({
      client,
      server: 'files',
      granted: false,
    }));
    const twice = stage(stage(nothingStaged, [grant], present), block, present);
    expect(twice.cells.size).toBe(3);
    const once = undoStep(twice);
    expect([...once.cells.values()]).toEqual([grant]);
    expect(undoStep(once).cells.size).toBe(0);
    expect(undoStep(nothingStaged)).toBe(nothingStaged);
  });

  it('staging then discarding is identity for what the registry would become, and can be undone', () => {
    const staged = stage(nothingStaged, [grant], present);
    const none = discardAll(staged);
    expect(none.cells).toEqual(nothingStaged.cells);
    expect(undoStep(none).cells).toEqual(staged.cells);
  });

  it('grant and rules of one cell are one edit; rules that say the same are none', () => {
    const tools = { mode: 'allow_list' as const, tools: ['list'] };
    const same = stage(nothingStaged, [{ client: 'cursor', server: 'git', tools }], present);
    expect(same.cells.size).toBe(0);
    const both = stage(
      stage(nothingStaged, [grant], present),
      [{ client: 'codex', server: 'git', tools }],
      present,
    );
    expect([...both.cells.values()]).toEqual([{ ...grant, tools }]);
    expect(rulesOf(present, both, 'codex', 'git')).toEqual(tools);
    expect(rulesOf(present, both, 'cursor', 'git')).toMatchObject({ tools: ['list'] });
  });

  it('a server named like a member of every object has the rules that were written, or none', () => {
    expect(rulesOf(present, nothingStaged, 'codex', 'constructor')).toBeNull();
  });

  it('after a change of the registry only what still differs is staged', () => {
    const staged = stage(
      nothingStaged,
      [grant, { client: 'cursor', server: 'files', granted: false }],
      present,
    );
    const [codex, cursor] = present.clients;
    if (!codex || !cursor) throw new Error('the fixture has two clients');
    const granted = { ...present, clients: [{ ...codex, allowServers: ['files', 'git'] }, cursor] };
    expect([...rebase(staged, granted).cells.keys()]).toEqual(['cursor\nfiles']);
    expect(rebase(staged, { ...present, clients: [codex] }).cells.size).toBe(1);
    expect(rebase(staged, present)).toBe(staged);
  });

  it('MG-9: what is staged counts from the registry that was seen first, until it is read again', () => {
    const other = { ...present, sha256: 'e'.repeat(64) };
    const staged = stage(nothingStaged, [grant], present);
    const more = stage(staged, [{ client: 'cursor', server: 'files', granted: false }], other);
    expect(more.seen).toBe(present.sha256);
    expect(rebase(more, other).seen).toBe(present.sha256);
    expect(undoStep(discardAll(more)).seen).toBe(present.sha256);
    expect(readAgain(more, other.sha256)).toMatchObject({ seen: other.sha256, cells: more.cells });
    // Nothing is left to stage: the next edit is made of what is there then.
    expect(rebase(staged, { ...other, clients: [] }).seen).toBeNull();
  });
});
