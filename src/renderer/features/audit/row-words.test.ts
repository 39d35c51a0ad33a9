import { expect, it } from 'vitest';
import { testRow } from '../../../../test/helpers/audit-row-view.ts';
import { decisionOf, ruleOf, subjectOf, tookOf } from './row-words.ts';

const ended = (result: string, code: number | null = null) =>
  testRow(1, {
    rule: 'a.rule',
    outcome: { seq: 2, result, code, durationUs: 3_100, delivered: true },
  });

it('a command is named', () => {
  const row = testRow(1, { kind: 'command.given', body: '{"command":"ui_link"}', item: null });
  expect(subjectOf({ ...row, server: null })).toBe('ui link');
  expect(subjectOf({ ...row, body: '{}' })).toBe('command');
});

it.each([
  ['under way', testRow(1, { rule: 'a.rule' }), 'allowed', 'Allowed', 'a.rule', '—'],
  ['answered', ended('ok'), 'allowed', 'Allowed', 'a.rule', '3.1 ms'],
  ['cancelled', ended('cancelled', -32800), 'allowed', 'Cancelled', 'a.rule', '3.1 ms'],
  ['timed out', ended('timeout', -32001), 'failed', 'Failed', 'no answer in time', '3.1 ms'],
  ['with an unknown code', ended('new_result', -1), 'failed', 'Failed', 'error -1', '3.1 ms'],
  [
    'denied',
    testRow(1, { kind: 'call.denied', rule: 'deny[0]', reason: 'denied_by_policy' }),
    'denied',
    'Denied',
    'deny[0]',
    '—',
  ],
  [
    'without a token',
    testRow(1, { kind: 'auth.failed', reason: 'expired' }),
    'token-refused',
    'Token refused',
    'expired',
    '—',
  ],
  [
    'a failed outcome of its own',
    testRow(2, { kind: 'call.outcome', result: 'tool_error', durationUs: 12_000_000 }),
    'failed',
    'Failed',
    'tool answered with an error',
    '12 s',
  ],
  [
    'of a kind to come',
    testRow(1, { kind: 'merkle.root_set' }),
    'noted',
    'Merkle root set',
    '—',
    '—',
  ],
] as const)('a row %s', (_name, row, kind, word, rule, took) => {
  expect(decisionOf(row)).toEqual({ kind, word });
  expect(ruleOf(row)).toBe(rule);
  expect(tookOf(row)).toBe(took);
});

it('says what a row is about where no tool was called', () => {
  expect(subjectOf(testRow(1, { server: 'files', item: 'read' }))).toBe('read');
  expect(subjectOf(testRow(1, { server: 'files', kind: 'server.ready' }))).toBe('');
  expect(subjectOf(testRow(1, { kind: 'registry.changed', revision: 1_214 }))).toBe(
    'revision 1,214',
  );
  expect(subjectOf(testRow(1, { kind: 'engine.started' }))).toBe('—');
});

it('leaves out of a rule what stands beside it', () => {
  const about = { client: 'vscode', server: 'files', kind: 'call.denied' };
  const rules = ['clients.vscode.allow_servers[1]', 'servers.files.tool_policy.deny[0]', 'lmcp.x'];
  expect(rules.map((rule) => ruleOf(testRow(1, { ...about, rule })))).toEqual([
    'allow_servers[1]',
    'tool_policy.deny[0]',
    'lmcp.x',
  ]);
});

it('names no rule that allowed the call where something else refused it', () => {
  const refused = (rule: string, reason: string) =>
    ruleOf(testRow(1, { client: 'vscode', server: 'files', kind: 'call.denied', rule, reason }));
  const grant = 'clients.vscode.allow_servers[0]';
  expect(refused(grant, 'limited')).toBe('limit reached');
  expect(refused('servers.files.tool_policy.tools[2]', 'review_pending')).toBe('awaits review');
  expect(refused(grant, 'a_reason_to_come')).toBe('a reason to come');
  expect(refused('clients.vscode.allow_servers', 'invalid_params')).toBe('allow_servers');
  expect(refused('servers.files.tool_policy.deny[0]', 'policy_denied')).toBe('tool_policy.deny[0]');
});
