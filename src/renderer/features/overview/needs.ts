import type { ClientSummary } from '../../../shared/contract-clients.ts';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { formatWholeSeconds } from '../../format/durations.ts';
import { formatCounted } from '../../format/numbers.ts';

export type NeedIcon = 'change' | 'crash' | 'sign-in' | 'file' | 'restart' | 'token' | 'log';

/** Something that waits for a person, and the one act that helps. */
export interface Need {
  readonly id: string;
  readonly icon: NeedIcon;
  /** Red is broken, amber waits for a person. */
  readonly tone: 'red' | 'amber';
  /** What happened. */
  readonly title: string;
  /** What it means. */
  readonly text: string;
  readonly act: { readonly label: string; readonly path: string };
}

export interface NeedFacts {
  readonly status: EngineStatus;
  readonly servers: readonly ServerSummary[];
  readonly clients: readonly ClientSummary[];
  /** Wall time in microseconds. */
  readonly nowUs: number;
}

const soonUs = 7 * 86_400 * 1_000_000;

/** What needs a person, the most urgent first: what stops everything, then what is broken, then what waits. */
export function findNeeds(facts: NeedFacts): Need[] {
  return [
    ...registryNeeds(facts.status),
    ...facts.servers.flatMap(brokenServer),
    ...facts.servers.flatMap(waitingServer),
    ...facts.clients.flatMap((client) => tokenNeeds(client, facts.nowUs)),
    ...restartNeed(facts.status),
  ];
}

function registryNeeds({ problem }: EngineStatus): Need[] {
  if (problem === null) return [];
  return [
    {
      id: 'registry',
      icon: 'file',
      tone: 'red',
      title: 'registry.yaml is not valid.',
      text: `${problem.message}. The last good version stays in force`,
      act: { label: 'Show settings', path: '/settings' },
    },
  ];
}

const brokenWords: Readonly<Record<string, string>> = {
  crashed: 'keeps exiting.',
  backoff: 'exited and is tried again.',
  blocked: 'is blocked.',
  broken: 'has an entry that is not valid.',
};

function brokenServer({ id, state, detail, broken, retryAfterMs }: ServerSummary): Need[] {
  const words = brokenWords[state];
  if (words === undefined) return [];
  const next = retryAfterMs === null ? '' : `Next try in ${formatWholeSeconds(retryAfterMs)}: `;
  return [
    {
      id: `broken-${id}`,
      icon: 'crash',
      tone: 'red',
      title: `${id} ${words}`,
      text: `${next}${broken?.message ?? detail}`,
      act: { label: 'Show log', path: serverPath(id, 'log') },
    },
  ];
}

function waitingServer({ id, state, tools, waiting, clients }: ServerSummary): Need[] {
  if (state === 'needs_sign_in')
    return [
      {
        id: `sign-in-${id}`,
        icon: 'sign-in',
        tone: 'amber',
        title: `${id} needs you to sign in.`,
        text: `${formatCounted(clients, 'client')} can use none of its tools until then`,
        act: { label: 'Sign in', path: serverPath(id) },
      },
    ];
  if (tools.changed > 0)
    return [
      {
        id: `changed-${id}`,
        icon: 'change',
        tone: 'amber',
        title: `${id} changed ${formatCounted(tools.changed, 'definition')}.`,
        text: 'Withdrawn from clients until you look',
        act: { label: 'Review change', path: serverPath(id, 'changes') },
      },
    ];
  if (waiting > 0)
    return [
      {
        id: `pending-${id}`,
        icon: 'change',
        tone: 'amber',
        title: `${id} offers ${formatCounted(waiting, 'new definition')}.`,
        text: 'No client sees them until you approve',
        act: { label: 'Review', path: serverPath(id, 'changes') },
      },
    ];
  return [];
}

function tokenNeeds({ id, enabled, tokens }: ClientSummary, nowUs: number): Need[] {
  const active = tokens.filter(({ state }) => state === 'active');
  const last = active.every(({ expiresUs }) => expiresUs !== null && expiresUs - nowUs < soonUs);
  if (!enabled || active.length === 0 || !last) return [];
  return [
    {
      id: `token-${id}`,
      icon: 'token',
      tone: 'amber',
      title: `The token of ${id} expires within a week.`,
      text: 'It is refused from then on',
      act: { label: 'Rotate token', path: `/clients?client=${encodeURIComponent(id)}` },
    },
  ];
}

function restartNeed({ restartRequired }: EngineStatus): Need[] {
  if (restartRequired.length === 0) return [];
  return [
    {
      id: 'restart',
      icon: 'restart',
      tone: 'amber',
      title: `${formatCounted(restartRequired.length, 'setting')} in registry.yaml need a restart.`,
      text: restartRequired.join(', '),
      act: { label: 'Show settings', path: '/settings' },
    },
  ];
}

function serverPath(id: string, tab?: string): string {
  const search = new URLSearchParams({ server: id, ...(tab === undefined ? {} : { tab }) });
  return `/servers?${search}`;
}
