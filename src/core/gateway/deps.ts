import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Budget } from '../policy/budget.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import type { Ability } from '../state/definition.ts';
import type { ConnectionPool } from '../upstream/connection.ts';
import type { CallIds } from './calls/call-id.ts';
import type { InFlight } from './calls/in-flight.ts';
import type { ProgressTokens } from './calls/progress.ts';
import type { AbilityBook } from './dialogue/client-abilities.ts';
import type { ClientRequests } from './dialogue/client-requests.ts';
import type { PageVisits } from './dialogue/page-visits.ts';
import type { Rounds } from './dialogue/rounds.ts';
import type { Catalog } from './lists/catalog.ts';
import type { ColdServers } from './lists/cold-servers.ts';
import type { ShownLists } from './lists/list-changed.ts';
import type { LogMessages } from './logging/log-messages.ts';
import type { ParamAgreement } from './message/param-agreement.ts';
import type { ResourceWatches } from './subscriptions/resource-watches.ts';
import type { SessionWatchers } from './subscriptions/session-watchers.ts';
import type { Subscriptions } from './subscriptions/subscriptions.ts';
import type { TaskBook } from './tasks/task-book.ts';

/** What the protocol handlers work with; made once by the composition root. */
export interface GatewayDeps {
  readonly policy: () => CompiledPolicy;
  readonly budget: Budget;
  readonly catalog: Catalog;
  /** What a server declared that it can do; null for one that was never read. */
  readonly abilitiesOf: (serverId: string) => ReadonlySet<Ability> | null;
  readonly coldServers: ColdServers;
  readonly pool: ConnectionPool;
  readonly audit: AuditLog;
  /** Why every token is held (the audit history changed outside LMCP), or null. */
  readonly heldBecause: () => string | null;
  readonly callIds: CallIds;
  readonly shownLists: ShownLists;
  readonly subscriptions: Subscriptions;
  readonly inFlight: InFlight;
  readonly logMessages: LogMessages;
  readonly watches: ResourceWatches;
  readonly tasks: TaskBook;
  readonly sessionWatchers: SessionWatchers;
  readonly abilityBook: AbilityBook;
  readonly clientRequests: ClientRequests;
  readonly rounds: Rounds;
  readonly pageVisits: PageVisits;
  readonly paramAgreement: ParamAgreement;
  readonly progressTokens: ProgressTokens;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
}
