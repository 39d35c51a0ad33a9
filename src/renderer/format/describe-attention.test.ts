import { describe, expect, it } from 'vitest';
import { type Attention, attention } from '../../shared/contract-overview.ts';
import { describeAttention } from './describe-attention.ts';

const about: Attention = {
  id: 'x',
  kind: 'server_failing',
  level: 'broken',
  server: 'git hub',
  client: null,
  count: 1,
  detail: 'It exited with code 1',
  sinceUs: null,
  act: 'show_log',
};

describe('describeAttention', () => {
  it('has words for every kind and a way for every act', () => {
    for (const kind of attention.shape.kind.options) {
      const { title, text } = describeAttention({ ...about, kind, client: 'cursor' });
      expect(title, kind).toMatch(/\.$/);
      expect(text, kind).not.toMatch(/undefined|null|\.$/);
      expect(title, kind).not.toMatch(/undefined|null/);
    }
    for (const act of attention.shape.act.options) {
      const { label, path } = describeAttention({ ...about, act }).act;
      expect(label, act).toMatch(/^[A-Z]/);
      expect(path, act).toMatch(/^\//);
    }
  });

  it('leads to the log of the server that fails', () => {
    expect(describeAttention(about).act).toEqual({
      label: 'Show log',
      path: '/servers?server=git+hub&tab=log',
    });
  });

  it('says when a token ends as people say it', () => {
    const ending = { ...about, kind: 'token_expiring', act: 'rotate_token' } as const;
    const atMs = new Date(2026, 10, 24, 11, 44, 5).getTime();
    const detail = new Date(atMs).toISOString();
    expect(describeAttention({ ...ending, detail }).text).toBe(
      'It is refused from 24 Nov 2026, 11:44:05 on',
    );
    expect(describeAttention({ ...ending, detail: '' }).text).toBe('It is refused from then on');
  });

  it('counts what waits', () => {
    const changed = { ...about, kind: 'definition_changed', act: 'review' } as const;
    expect(describeAttention({ ...changed, count: 2 }).title).toBe(
      'git hub changed 2 definitions.',
    );
  });
});
