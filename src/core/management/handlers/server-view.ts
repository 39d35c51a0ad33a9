import type { ConnectionView, ServerSummary } from '../../../shared/contract-server-views.ts';
import { maskServer } from '../../registry/masked-entry.ts';
import { definitionKinds } from '../../state/definition.ts';
import type { ConnectionState, ConnectionStatus } from '../../upstream/connection.ts';
import type { ManagementServices } from '../services.ts';
import { toView } from './context.ts';
import { targetOf } from './server-target.ts';

/** What needs attention comes first: a server with several connections shows the most telling one. */
const telling: readonly ConnectionState[] = [
  'quarantined',
  'needs_sign_in',
  'blocked',
  'crashed',
  'backoff',
  'starting',
  'stopping',
  'ready',
  'stopped',
];

/** Every server of the registry, in force or broken, in its order. */
export function serverIds({ registry }: ManagementServices): string[] {
  const { servers, broken } = registry.current;
  return [...new Set([...servers.keys(), ...broken.keys()])];
}

/** One server as management shows it, in force or broken. */
export function viewServer(services: ManagementServices, id: string): ServerSummary {
  const { servers, broken } = services.registry.current;
  const entry = servers.get(id);
  const problem = broken.get(id) ?? null;
  const statuses = entry === undefined ? [] : services.pool.status(id);
  const first = telling
    .map((state) => statuses.find((status) => status.state === state))
    .find((status) => status !== undefined);
  const definitions = services.definitions.of(id);
  return {
    id,
    transport: entry?.transport ?? 'unknown',
    description: entry?.description ?? '',
    tags: [...(entry?.tags ?? [])],
    enabled: entry?.enabled ?? false,
    autostart: entry?.autostart ?? false,
    sharing: entry?.sharing ?? '',
    target: entry === undefined ? '' : targetOf(maskServer(entry)).line,
    state: stateOf(problem !== null, entry?.enabled ?? false, first?.state),
    detail: problem?.message ?? first?.detail ?? '',
    sinceUs: first?.sinceUs ?? null,
    provedUs: newest(statuses.map(({ provedUs }) => provedUs)),
    retryAfterMs: first?.retryAfterMs ?? null,
    connections: statuses.map(viewConnection),
    tools: {
      approved: definitions.approved.size,
      changed: definitions.changed.size,
      pending: definitions.pending.size,
      refused: definitions.refused.size,
    },
    waiting: waitingOf(services, id),
    clients: grantedTo(services, id),
    broken: toView(problem),
  };
}

function waitingOf({ definitions }: ManagementServices, id: string): number {
  let waiting = 0;
  for (const kind of definitionKinds) {
    const { changed, pending } = definitions.of(id, kind);
    waiting += changed.size + pending.size;
  }
  return waiting;
}

function grantedTo({ registry }: ManagementServices, id: string): number {
  let clients = 0;
  for (const { enabled, allow_servers } of registry.current.clients.values())
    if (enabled && allow_servers.includes(id)) clients++;
  return clients;
}

function newest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function stateOf(isBroken: boolean, enabled: boolean, state: ConnectionState | string | undefined) {
  if (isBroken) return 'broken';
  return enabled ? (state ?? 'stopped') : 'disabled';
}

function viewConnection(status: ConnectionStatus): ConnectionView {
  const { state, detail, pid, provedUs, inFlight, restarts, retryAfterMs } = status;
  const { badLines, unknownIds, lateAnswers, refusedRequests } = status.counters;
  const counters = { badLines, unknownIds, lateAnswers, refusedRequests };
  return { state, detail, pid, provedUs, inFlight, restarts, retryAfterMs, counters };
}
