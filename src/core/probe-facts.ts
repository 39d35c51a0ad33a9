import type { AuditLog } from './audit/audit-log.ts';
import type { Clock } from './clock.ts';
import type { Probes } from './gateway/edge/probes.ts';
import type { Registry } from './registry/registry.ts';
import type { ConnectionPool } from './upstream/connection.ts';

export interface ProbeSources {
  registry: Registry;
  pool: ConnectionPool;
  audit: AuditLog;
  sessions: () => Iterable<unknown>;
  clock: Clock;
  startedUs: number;
  version: string;
}

/** What the open paths tell. Ids, commands and paths come only with the management token. */
export function createProbes(sources: ProbeSources): Probes {
  const { registry, pool, audit, clock, startedUs, version } = sources;
  const stateOf = (id: string) => pool.status(id)[0]?.state ?? 'stopped';
  return {
    health: () => ({ ok: audit.state.writable }),
    status: (detailed) => {
      const { clients, servers, revision } = registry.current;
      const states = [...servers.keys()].map(stateOf);
      const open = {
        service: 'lmcp',
        uptime_s: Math.floor((clock.nowUs() - startedUs) / 1_000_000),
        audit_writable: audit.state.writable,
        registry_in_force: registry.problem === null,
        sessions: [...sources.sessions()].length,
        clients: clients.size,
        servers: countBy(states),
      };
      if (!detailed) return open;
      return {
        ...open,
        version,
        revision,
        audit: audit.state,
        problem: registry.problem,
        client_ids: [...clients.keys()],
        server_states: Object.fromEntries([...servers.keys()].map((id) => [id, stateOf(id)])),
      };
    },
    describe: (detailed) => {
      const { clients, servers, lmcp } = registry.current;
      const open = { service: 'lmcp', clients: clients.size, servers: servers.size };
      if (!detailed) return open;
      return {
        ...open,
        limits: lmcp.limits,
        server_list: [...servers].map(([id, { transport, description, enabled }]) => ({
          id,
          transport,
          description,
          enabled,
        })),
      };
    },
    serverCheck: async (clientId) => {
      const granted = registry.current.clients.get(clientId)?.allow_servers ?? [];
      const known = granted.filter((id) => registry.current.servers.has(id));
      const checks = await Promise.allSettled(known.map((id) => pool.refresh(id)));
      return {
        servers: known.map((id, index) => ({
          id,
          ok: checks[index]?.status === 'fulfilled',
          state: stateOf(id),
        })),
      };
    },
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
