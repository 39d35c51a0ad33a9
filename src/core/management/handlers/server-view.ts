import type { ConnectionView, ServerSummary, ToolView } from '../../../shared/contract-servers.ts';
import type { ServerDefinitions } from '../../state/definition.ts';
import type { ConnectionState, ConnectionStatus } from '../../upstream/connection.ts';
import type { ManagementServices } from '../services.ts';
import { toView } from './context.ts';

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

/** One server as management shows it, in force or broken. */
export function viewServer(services: ManagementServices, id: string): ServerSummary {
  const { servers, broken } = services.registry.current;
  const entry = servers.get(id);
  const problem = broken.get(id) ?? null;
  const connections = entry === undefined ? [] : services.pool.status(id).map(viewConnection);
  const first = telling
    .map((state) => connections.find((connection) => connection.state === state))
    .find((connection) => connection !== undefined);
  const definitions = services.definitions.of(id);
  return {
    id,
    transport: entry?.transport ?? 'unknown',
    description: entry?.description ?? '',
    tags: [...(entry?.tags ?? [])],
    enabled: entry?.enabled ?? false,
    autostart: entry?.autostart ?? false,
    state: stateOf(problem !== null, entry?.enabled ?? false, first?.state),
    detail: problem?.message ?? first?.detail ?? '',
    connections,
    tools: {
      approved: definitions.approved.size,
      changed: definitions.changed.size,
      pending: definitions.pending.size,
      refused: definitions.refused.size,
    },
    broken: toView(problem),
  };
}

function stateOf(isBroken: boolean, enabled: boolean, state: ConnectionState | string | undefined) {
  if (isBroken) return 'broken';
  return enabled ? (state ?? 'stopped') : 'disabled';
}

function viewConnection(status: ConnectionStatus): ConnectionView {
  const { state, detail, pid, readyUs, inFlight, restarts, retryAfterMs } = status;
  const { badLines, unknownIds, lateAnswers, refusedRequests } = status.counters;
  const counters = { badLines, unknownIds, lateAnswers, refusedRequests };
  return { state, detail, pid, readyUs, inFlight, restarts, retryAfterMs, counters };
}

/** Every tool with what clients are served and what waits for review. */
export function viewTools(definitions: ServerDefinitions): ToolView[] {
  const { approved, changed, pending, refused } = definitions;
  const served = [...approved.values()].map(({ name, json }): ToolView => {
    const observed = changed.get(name)?.json ?? null;
    return {
      name,
      state: observed === null ? 'approved' : 'changed',
      approved: json,
      observed,
      reason: '',
    };
  });
  const waiting = [...pending.values()].map(
    ({ name, json }): ToolView => ({
      name,
      state: 'pending',
      approved: null,
      observed: json,
      reason: '',
    }),
  );
  const dropped = [...refused].map(
    ([name, reason]): ToolView => ({
      name,
      state: 'refused',
      approved: null,
      observed: null,
      reason,
    }),
  );
  return [...served, ...waiting, ...dropped];
}
