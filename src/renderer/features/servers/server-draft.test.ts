import { describe, expect, it } from 'vitest';
import type { ServerSummary, ValueView } from '../../../shared/contract-server-views.ts';
import {
  changesBetween,
  checkDraft,
  emptyDraft,
  secretsOf,
  toDraft,
  toEntry,
  withoutIdleValues,
} from './server-draft.ts';

const slack = {
  ...emptyDraft,
  id: 'slack',
  command: 'npx',
  args: '-y\nslack-mcp@1.4.2',
  values: [{ key: 'SLACK_TOKEN', value: 'xoxb', secret: true, stored: false }],
};

describe('the form of a server', () => {
  it('becomes an entry without what defaults say by themselves', () => {
    expect(toEntry(slack)).toEqual({
      transport: 'stdio',
      command: 'npx',
      args: ['-y', 'slack-mcp@1.4.2'],
      env: { SLACK_TOKEN: 'xoxb' },
    });
    expect(secretsOf(slack)).toEqual(['SLACK_TOKEN']);
    const http = {
      ...emptyDraft,
      id: 'docs',
      transport: 'http' as const,
      url: 'https://a.example/mcp',
    };
    expect(toEntry(http)).toEqual({ transport: 'http', url: 'https://a.example/mcp' });
  });

  it('is judged by the schema of the registry, field by field', () => {
    expect(checkDraft(slack)).toEqual({});
    expect(checkDraft(slack, ['slack']).id).toContain('already');
    expect(Object.keys(checkDraft({ ...emptyDraft, id: 'a__b' })).sort()).toEqual([
      'command',
      'id',
    ]);
    expect(checkDraft({ ...emptyDraft, id: 'a', transport: 'http', url: 'ftp://x' }).url).toContain(
      'http or https',
    );
    const twice = [...slack.values, ...slack.values];
    expect(checkDraft({ ...slack, values: twice }).values).toContain('SLACK_TOKEN is here twice');
  });

  it('a value that writes nothing does not stand in the way of what would run', () => {
    const row = { key: '', value: '', secret: true, stored: false };
    const values = [
      ...slack.values,
      row,
      { ...row, key: 'KEPT', stored: true },
      { ...row, key: 'NEW', value: 'x', stored: true },
    ];
    const left = withoutIdleValues({ ...slack, values });
    expect(left.values.map(({ key }) => key)).toEqual(['SLACK_TOKEN', 'NEW']);
    expect(checkDraft(left)).toEqual({});
  });

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
