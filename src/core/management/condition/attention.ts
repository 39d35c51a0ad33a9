import type { ClientSummary } from '../../../shared/contract-clients.ts';
import type { Attention } from '../../../shared/contract-overview.ts';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';

export interface AttentionFacts {
  readonly alarm: string | null;
  readonly audit: { readonly writable: boolean; readonly problem: string };
  /** Why the file on disk is not in force, or null. */
  readonly registryProblem: string | null;
  readonly restartRequired: readonly string[];
  readonly secretBackend: string;
  readonly servers: readonly ServerSummary[];
  readonly clients: readonly ClientSummary[];
  /** Wall time in microseconds. */
  readonly nowUs: number;
}

const soonUs = 7 * 86_400 * 1_000_000;
const nobody = { server: null, client: null, count: 1, sinceUs: null };
const failing: ReadonlySet<string> = new Set(['crashed', 'backoff', 'blocked', 'quarantined']);

/** What waits for a person, the most urgent first: what stops everything, what is broken, what waits, what could be better. */
export function findAttention(facts: AttentionFacts): Attention[] {
  const { servers, clients, nowUs } = facts;
  return [
    ...engineFaults(facts),
    ...servers.flatMap(brokenServer),
    ...servers.flatMap(waitingServer),
    ...clients.flatMap((client) => tokenNeeds(client, nowUs)),
    ...clients.flatMap(tooManyTools),
    ...notices(facts),
  ];
}

function engineFaults({ alarm, audit, registryProblem }: AttentionFacts): Attention[] {
  const found: Attention[] = [];
  const add = (
    when: boolean,
    kind: Attention['kind'],
    detail: string | null,
    act: Attention['act'],
  ) => {
    if (when) found.push({ ...nobody, id: kind, kind, level: 'broken', detail: detail ?? '', act });
  };
  add(alarm !== null, 'history_alarm', alarm, 'acknowledge_history');
  add(alarm === null && !audit.writable, 'audit_unwritable', audit.problem, 'free_disk');
  add(registryProblem !== null, 'registry_refused', registryProblem, 'mend_registry');
  return found;
}

function brokenServer({ id, state, detail, broken, sinceUs }: ServerSummary): Attention[] {
  const common = { ...nobody, server: id, level: 'broken' as const };
  if (broken !== null)
    return [
      {
        ...common,
        id: `server_broken ${id}`,
        kind: 'server_broken',
        detail: broken.message,
        act: 'edit_server',
      },
    ];
  if (!failing.has(state)) return [];
  const what = { kind: 'server_failing', detail, sinceUs, act: 'show_log' } as const;
  return [{ ...common, id: `server_failing ${id}`, ...what }];
}

function waitingServer({ id, state, detail, sinceUs, tools, waiting }: ServerSummary): Attention[] {
  const common = { ...nobody, server: id, level: 'waiting' as const };
  const found: Attention[] = [];
  if (state === 'needs_sign_in')
    found.push({
      ...common,
      id: `sign_in ${id}`,
      kind: 'sign_in',
      detail,
      sinceUs,
      act: 'sign_in',
    });
  if (waiting === 0) return found;
  const kind = tools.changed > 0 ? 'definition_changed' : 'definition_pending';
  const count = tools.changed > 0 ? tools.changed : waiting;
  found.push({ ...common, id: `${kind} ${id}`, kind, count, detail: '', act: 'review' });
  return found;
}

function tokenNeeds({ id, enabled, tokens }: ClientSummary, nowUs: number): Attention[] {
  if (!enabled) return [];
  const common = { ...nobody, client: id, level: 'waiting' as const, act: 'rotate_token' as const };
  const active = tokens.filter(({ state }) => state === 'active');
  if (active.length === 0)
    return [{ ...common, id: `no_token ${id}`, kind: 'no_token', detail: '' }];
  const lastUs = Math.max(...active.map(({ expiresUs }) => expiresUs ?? Infinity));
  if (lastUs - nowUs >= soonUs) return [];
  const detail = new Date(lastUs / 1_000).toISOString();
  return [{ ...common, id: `token_expiring ${id}`, kind: 'token_expiring', detail }];
}

function tooManyTools({ id, enabled, listed, toolLimit }: ClientSummary): Attention[] {
  if (!enabled || toolLimit === null || listed <= toolLimit) return [];
  const what = { kind: 'tools_over_limit', level: 'notice', act: 'choose_tools' } as const;
  const detail = `${listed} of ${toolLimit}`;
  return [
    {
      ...nobody,
      client: id,
      id: `tools_over_limit ${id}`,
      count: listed - toolLimit,
      detail,
      ...what,
    },
  ];
}

function notices({ restartRequired, secretBackend }: AttentionFacts): Attention[] {
  const found: Attention[] = [];
  if (restartRequired.length > 0)
    found.push({
      ...nobody,
      id: 'restart_required',
      kind: 'restart_required',
      level: 'waiting',
      count: restartRequired.length,
      detail: restartRequired.join(', '),
      act: 'restart',
    });
  if (secretBackend === 'key_file')
    found.push({
      ...nobody,
      id: 'weak_secret_store',
      kind: 'weak_secret_store',
      level: 'notice',
      detail: 'Whoever reads your files reads the secrets as well',
      act: 'choose_secret_store',
    });
  return found;
}
