import { describe, expect, it } from 'vitest';
import type { ServerSummary, ValueView } from '../../../shared/contract-server-views.ts';
import { changesBetween, rebaseDraft } from './draft-changes.ts';
import { type DraftValue, emptyDraft, type ServerDraft, toDraft } from './server-draft.ts';

describe('changesBetween', () => {
  it('an edit touches what was changed and nothing else', () => {
    const summary = { id: 'slack', description: '', autostart: false } as ServerSummary;
    const entry = { transport: 'stdio', command: 'npx', args: ['-y', 'a'], trust: 'review' };
    const token: ValueView = {
      section: 'env',
      key: 'TOKEN',
      state: 'set',
      references: ['secret:slack/TOKEN'],
    };
    const before = toDraft(summary, entry, [token, { ...token, key: 'OLD', references: [] }]);
    expect(before).toMatchObject({ args: '-y\na', trust: 'review' });
    expect(before.values[0]).toEqual({ key: 'TOKEN', value: '', secret: true, stored: true });
    expect(changesBetween(before, before)).toEqual([]);
    const empty = { key: '', value: '', secret: true, stored: false };
    const waiting = { ...before, values: [...before.values, empty] };
    expect(changesBetween(before, waiting)).toEqual([]);
    const [kept] = before.values;
    if (!kept) throw new Error('the draft has a value');
    const added = { key: 'LEVEL', value: 'debug', secret: false, stored: false };
    const after = { ...before, args: '-y\nb', cwd: '~/x', values: [kept, added] };
    expect(changesBetween(before, after)).toEqual([
      { path: ['args'], value: ['-y', 'b'] },
      { path: ['cwd'], value: '~/x' },
      { path: ['env', 'OLD'] },
      { path: ['env', 'LEVEL'], value: 'debug' },
    ]);
    expect(
      changesBetween(after, { ...after, cwd: '', values: [{ ...kept, value: 'new' }] }),
    ).toEqual([
      { path: ['cwd'] },
      { path: ['env', 'LEVEL'] },
      { path: ['env', 'TOKEN'], value: 'new' },
    ]);
  });
});

describe('rebaseDraft', () => {
  const stored = (key: string): DraftValue => ({ key, value: '', secret: true, stored: true });
  const seen: ServerDraft = {
    ...emptyDraft,
    id: 'a',
    command: 'npx',
    args: '-y',
    values: [stored('KEPT'), stored('GONE'), stored('TYPED')],
  };

  it('MG-9: keeps what was typed and takes over everything else', () => {
    const present = { ...seen, args: '-q', description: 'By hand', autostart: true };
    const rebased = rebaseDraft(seen, { ...seen, command: 'node', autostart: false }, present);
    expect(rebased).toMatchObject({
      command: 'node',
      args: '-q',
      description: 'By hand',
      autostart: true,
    });
    expect(changesBetween(present, rebased)).toEqual([{ path: ['command'], value: 'node' }]);
  });

  it('MG-9: brings no value back and takes none away that somebody else added', () => {
    const typed = { key: 'TYPED', value: 'new', secret: true, stored: true };
    const mine = { key: 'MINE', value: 'x', secret: false, stored: false };
    const draft = { ...seen, values: [stored('KEPT'), stored('GONE'), typed, mine] };
    const present = { ...seen, values: [stored('KEPT'), stored('ADDED'), stored('MINE')] };
    const rebased = rebaseDraft(seen, draft, present);
    expect(rebased.values).toEqual([
      stored('KEPT'),
      { ...typed, stored: false },
      { ...mine, stored: true },
      stored('ADDED'),
    ]);
    expect(changesBetween(present, rebased)).toEqual([
      { path: ['env', 'TYPED'], value: 'new' },
      { path: ['env', 'MINE'], value: 'x' },
    ]);
  });

  it('leaves away what was removed in the form', () => {
    const draft = { ...seen, values: [stored('KEPT'), stored('TYPED')] };
    expect(changesBetween(seen, rebaseDraft(seen, draft, seen))).toEqual([
      { path: ['env', 'GONE'] },
    ]);
  });
});
