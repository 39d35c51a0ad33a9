import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { formatDuration } from '../../format/durations.ts';
import { formatCount, missing } from '../../format/numbers.ts';
import type { DecisionKind } from '../../ui/decision.tsx';
import { readBody } from './row-body.ts';

export interface RowDecision {
  readonly kind: DecisionKind;
  readonly word: string;
}

const words: Readonly<Record<string, RowDecision>> = {
  'call.denied': { kind: 'denied', word: 'Denied' },
  'call.outcome': { kind: 'failed', word: 'Failed' },
  'auth.failed': { kind: 'token-refused', word: 'Token refused' },
  'auth.failed.more': { kind: 'token-refused', word: 'Tokens refused' },
  'request.refused': { kind: 'refused', word: 'Refused' },
  'request.denied': { kind: 'denied', word: 'Denied' },
  'registry.refused': { kind: 'refused', word: 'Change refused' },
  'registry.changed': { kind: 'changed', word: 'Changed' },
  'approval.asked': { kind: 'asked', word: 'Asked' },
  'approval.granted': { kind: 'approved', word: 'Approved' },
  'approval.refused': { kind: 'denied', word: 'Denied' },
  'operator.signed_in': { kind: 'noted', word: 'Signed in' },
  'operator.signed_out': { kind: 'noted', word: 'Signed out' },
  'segment.opened': { kind: 'noted', word: 'File opened' },
  'segment.sealed': { kind: 'noted', word: 'File sealed' },
  'command.given': { kind: 'changed', word: 'Command' },
  'history.acknowledged': { kind: 'changed', word: 'Acknowledged' },
  'engine.recovered': { kind: 'noted', word: 'Recovered' },
  'server.downgraded': { kind: 'noted', word: 'Older protocol' },
  'history.alarm': { kind: 'failed', word: 'Alarm' },
};

/** Kinds that are acts of a person, and change what may happen. */
const changes = /^(?:token|secret|pin|command|payload|history)\./;

/** What an operator reads of how a call ended; what is not here went well. */
const failures: Readonly<Record<string, string>> = {
  tool_error: 'tool answered with an error',
  upstream_error: 'server answered with an error',
  timeout: 'no answer in time',
  revoked: 'access was revoked',
  upstream_died: 'server ended',
  too_large: 'answer too large',
  not_sent: 'never sent',
  unknown: 'outcome unknown',
};

/** Icon and word of a row. */
export function decisionOf(row: AuditRowView): RowDecision {
  if (row.kind === 'call.intent') {
    if (row.outcome === null) return { kind: 'allowed', word: 'Allowed' };
    if (row.outcome.result === 'cancelled') return { kind: 'allowed', word: 'Cancelled' };
    return failureOf(row) === null
      ? { kind: 'allowed', word: 'Allowed' }
      : { kind: 'failed', word: 'Failed' };
  }
  const known = words[row.kind];
  if (known !== undefined) return known;
  return { kind: changes.test(row.kind) ? 'changed' : 'noted', word: toWords(row.kind) };
}

/** Why it failed, or null where it did not. */
export function failureOf({ outcome, kind, result, code }: AuditRowView): string | null {
  const ended = kind === 'call.outcome' ? { result: result ?? '', code } : outcome;
  if (ended === null) return null;
  const said = failures[ended.result];
  if (said !== undefined) return said;
  return ended.code === null || ended.result === 'cancelled' ? null : `error ${ended.code}`;
}

/** The rule that decided, without the client and server that stand beside it; or why it was refused or failed. */
export function ruleOf(row: AuditRowView): string {
  const failed = failureOf(row);
  if (failed !== null) return failed;
  const { rule, reason } = row;
  if (rule !== null && (reason === null || hasDecided(row))) return shortRule(rule, row);
  if (reason === null) return missing;
  return refusals[reason] ?? reasonOf(reason);
}

/** Whether it is its rule that decided a row; a call that the rule allowed was refused by something else. */
export function hasDecided({ kind, rule }: AuditRowView): boolean {
  return rule !== null && !(kind === 'call.denied' && grants.test(rule));
}

/** Lines of the registry that let a call pass. */
const grants = /\.(?:allow_servers|tools)\[\d+\]$/;

/** What refuses a call that the rules allow. */
const refusals: Readonly<Record<string, string>> = {
  limited: 'limit reached',
  review_pending: 'awaits review',
  invalid_params: 'unknown or malformed',
  missing_capability: 'client cannot be asked',
};

/** Some reasons are codes, others sentences. */
function reasonOf(reason: string): string {
  return /^[a-z0-9_]+$/.test(reason) ? reason.replaceAll('_', ' ') : reason;
}

function shortRule(rule: string, { client, server }: AuditRowView): string {
  const own = [`clients.${client}.`, `servers.${server}.`].find((start) => rule.startsWith(start));
  return own === undefined ? rule : rule.slice(own.length);
}

/** What a row is about, where it is not a call of a server. */
export function subjectOf(row: AuditRowView): string {
  const { kind, revision, item, server } = row;
  if (item !== null) return item;
  if (kind === 'command.given') return reasonOf(commandOf(row));
  if (kind === 'registry.changed' && revision !== null) return `revision ${formatCount(revision)}`;
  return server === null ? missing : '';
}

/** The command of a row that records one, such as `ui_link`. */
export function commandOf({ body }: AuditRowView): string {
  return readBody(body).rest.find(({ name }) => name === 'command')?.text ?? 'command';
}

/** How long the call took; a dash where it took nothing or runs. */
export function tookOf({ durationUs, outcome }: AuditRowView): string {
  const us = durationUs ?? outcome?.durationUs ?? null;
  return us === null ? missing : formatDuration(us / 1_000);
}

/** `server.ready` and `rejected_host` as words: `Server ready`. */
export function toWords(name: string): string {
  const text = name.replaceAll(/[._]/g, ' ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
