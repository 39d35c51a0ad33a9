import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { Budget } from '../policy/budget.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import type { Registry } from '../registry/registry.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { ConnectionPool } from '../upstream/connection.ts';
import { CallIds } from './calls/call-id.ts';
import { InFlight } from './calls/in-flight.ts';
import { ProgressTokens } from './calls/progress.ts';
import type { GatewayDeps } from './deps.ts';
import { AbilityBook } from './dialogue/client-abilities.ts';
import { ClientRequests } from './dialogue/client-requests.ts';
import { PageVisits } from './dialogue/page-visits.ts';
import { Rounds } from './dialogue/rounds.ts';
import type { Session } from './exchange/session.ts';
import { Catalog } from './lists/catalog.ts';
import { ColdServers } from './lists/cold-servers.ts';
import { ShownLists } from './lists/list-changed.ts';
import { LogMessages } from './logging/log-messages.ts';
import { ParamAgreement } from './message/param-agreement.ts';
import { ResourceWatches } from './subscriptions/resource-watches.ts';
import { SessionWatchers } from './subscriptions/session-watchers.ts';
import { Subscriptions } from './subscriptions/subscriptions.ts';
import { TaskBook } from './tasks/task-book.ts';
import { followTasks } from './tasks/task-news.ts';

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
    budget.follow(policy());
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
