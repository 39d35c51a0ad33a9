import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { Budget } from '../policy/budget.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import type { Registry } from '../registry/registry.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { ConnectionPool } from '../upstream/connection.ts';
import { CallIds } from './call-id.ts';
import { Catalog } from './catalog.ts';
import { AbilityBook } from './client-abilities.ts';
import { ClientRequests } from './client-requests.ts';
import { ColdServers } from './cold-servers.ts';
import type { GatewayDeps } from './deps.ts';
import { InFlight } from './in-flight.ts';
import { ShownLists } from './list-changed.ts';
import { LogMessages } from './log-messages.ts';
import { PageVisits } from './page-visits.ts';
import { ParamAgreement } from './param-agreement.ts';
import { ProgressTokens } from './progress.ts';
import { ResourceWatches } from './resource-watches.ts';
import { Rounds } from './rounds.ts';
import type { Session } from './session.ts';
import { SessionWatchers } from './session-watchers.ts';
import { Subscriptions } from './subscriptions.ts';
import { TaskBook } from './task-book.ts';
import { followTasks } from './task-news.ts';

export interface ProtocolOptions {
  registry: Registry;
  policy: () => CompiledPolicy;
  definitions: DefinitionStore;
  pool: ConnectionPool;
  audit: AuditLog;
  heldBecause: () => string | null;
  /** 32 bytes that outlive the engine: they seal what clients hold between two rounds. */
  roundKey: Uint8Array;
  clock: Clock;
  log: Logger;
  /** All that are open. */
  sessions: () => Iterable<Session>;
  version: string;
}

/** Makes what the protocol handlers share, and keeps it in step with the registry. */
export function createProtocol(options: ProtocolOptions): GatewayDeps {
  const { registry, policy, definitions, pool, audit, heldBecause, clock, log, version } = options;
  const budget = new Budget(clock);
  const catalog = new Catalog(policy, definitions);
  const coldServers = new ColdServers(definitions, pool, clock);
  const tasks = new TaskBook(clock);
  followTasks(tasks, pool, options.sessions);
  registry.onChanged(({ after, servers }) => {
    budget.prune(policy());
    catalog.prune(after.clients);
    tasks.prune(after.clients);
    for (const id of [...servers.removed, ...servers.changed]) coldServers.forget(id);
  });
  const inFlight = new InFlight();
  const abilitiesOf = (serverId: string) => definitions.abilitiesOf(serverId);
  return {
    policy,
    budget,
    catalog,
    abilitiesOf,
    coldServers,
    pool,
    audit,
    heldBecause,
    callIds: new CallIds(),
    shownLists: new ShownLists(),
    subscriptions: new Subscriptions(catalog, registry, definitions),
    inFlight,
    logMessages: new LogMessages({ catalog, abilitiesOf, pool, inFlight }, options.sessions),
    watches: new ResourceWatches(policy, pool),
    tasks,
    sessionWatchers: new SessionWatchers(),
    abilityBook: new AbilityBook(),
    clientRequests: new ClientRequests(clock),
    rounds: new Rounds(options.roundKey, clock),
    pageVisits: new PageVisits(pool),
    paramAgreement: new ParamAgreement(),
    progressTokens: new ProgressTokens(),
    clock,
    log,
    version,
  };
}
