import { describe, expect, it } from 'vitest';
import { viewAuditRow } from './audit-row-view.ts';

const intent = JSON.stringify({
  v: 1,
  at_us: 7,
  kind: 'call.intent',
  actor: { type: 'client', door: 'mcp' },
  call_id: 'c-1',
  client: 'codex',
  server: 'github',
  item: 'search_code',
  decision: 'allow',
  rule: 'clients.codex.allow_servers[0]',
  revision: 3,
});
const outcome = JSON.stringify({
  v: 1,
  at_us: 9,
  kind: 'call.outcome',
  call_id: 'c-1',
  parent_seq: 1,
  result: 'timeout',
  code: 50_400,
  duration_us: 2_000,
  delivered: true,
});

describe('viewAuditRow', () => {
  it('shows an intent with how it ended', () => {
    const row = viewAuditRow({
      seq: 1,
      hash: 'h',
      body: intent,
      related: { seq: 2, body: outcome },
    });
    expect(row).toMatchObject({
      seq: 1,
      atUs: 7,
      client: 'codex',
      item: 'search_code',
      decision: 'allow',
      code: null,
      outcome: { seq: 2, result: 'timeout', code: 50_400, durationUs: 2_000, delivered: true },
    });
    expect(row.body).toBe(intent);
  });

  it('shows an outcome with who called what', () => {
    const row = viewAuditRow({
      seq: 2,
      hash: 'h',
      body: outcome,
      related: { seq: 1, body: intent },
    });
    expect(row).toMatchObject({
      client: 'codex',
      server: 'github',
      rule: 'clients.codex.allow_servers[0]',
      result: 'timeout',
      parentSeq: 1,
      outcome: null,
    });
  });

  it.each(['', 'null', '[]', '{"kind":7,"client":{},"at_us":-1,"actor":"me","code":1.5}'])(
    'takes whatever a row holds: %s',
    (body) => {
      expect(viewAuditRow({ seq: 1, hash: '', body })).toMatchObject({
        kind: '',
        atUs: 0,
        client: null,
        actor: null,
        code: null,
      });
    },
  );
});
