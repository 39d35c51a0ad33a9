import { describe, expect, it } from 'vitest';
import { indexCells, indexChanges, spokenCell, stagedSentence, viewCell } from './cell-view.ts';
import { type AccessData, nothingStaged, stage } from './staged-edits.ts';

const files = { id: 'files', enabled: true, state: 'ready', tools: 8 };
const present: AccessData = {
  revision: 1,
  atUs: null,
  sha256: '0'.repeat(64),
  clients: [{ id: 'codex', app: null, enabled: true, allowServers: ['files'], tools: {} }],
  servers: [files, { ...files, id: 'git', tools: 3 }],
  cells: [{ client: 'codex', server: 'files', granted: true, allowed: 5, asked: 1, denied: 2 }],
};
const data = { present, staged: nothingStaged, now: indexCells(present), after: new Map() };
const git = { id: 'git', tools: 3 };

describe('a cell of the matrix', () => {
  it('says how many tools of how many, and which ask first', () => {
    const view = viewCell(data, 'codex', files);
    expect(view).toMatchObject({ kind: 'some', allowed: 5, asked: 1, total: 8, staged: null });
    expect(spokenCell('codex', 'files', view)).toBe('codex, files: 6 of 8 tools, 1 ask first');
  });

  it('without a grant there is no access', () => {
    const view = viewCell(data, 'codex', git);
    expect(spokenCell('codex', 'git', view)).toBe('codex, git: no access');
  });

  it('a staged grant shows what it would be, a staged removal what is lost', () => {
    const staged = stage(
      nothingStaged,
      [
        { client: 'codex', server: 'git', granted: true },
        { client: 'codex', server: 'files', granted: false },
      ],
      present,
    );
    const gained = viewCell({ ...data, staged }, 'codex', git);
    expect(spokenCell('codex', 'git', gained)).toBe('codex, git: all 3 tools, staged to be added');
    const lost = viewCell({ ...data, staged }, 'codex', files);
    expect(lost).toMatchObject({ staged: 'lost', kind: 'some' });
    const counts = { granted: true, allowed: 1, asked: 0, denied: 2 };
    const change = { client: 'codex', server: 'git', kind: 'gained', after: counts } as const;
    const rest = { before: counts, gained: 1, lost: 0, gainedTools: [], lostTools: [] };
    const words = { askedTools: [], writing: 0, sentence: '', detail: '' };
    const after = indexChanges([{ ...change, ...rest, ...words }]);
    expect(viewCell({ ...data, staged, after }, 'codex', git)).toMatchObject({
      kind: 'some',
      allowed: 1,
    });
    expect(viewCell({ ...data, after }, 'codex', git)).toMatchObject({ kind: 'none' });
    expect([...staged.cells.values()].map(stagedSentence)).toEqual([
      ['codex', 'gains git'],
      ['codex', 'loses files'],
    ]);
  });
});
