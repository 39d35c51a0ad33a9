import { describe, expect, it } from 'vitest';
import { checkDraft, emptyDraft, secretsOf, toEntry, withoutIdleValues } from './server-draft.ts';

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
});
