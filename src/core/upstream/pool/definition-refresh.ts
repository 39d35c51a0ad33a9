import type { ServerEntry } from '../../../shared/registry-server.ts';
import type { AuditEvent } from '../../audit/record.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type {
  CheckedList,
  DefinitionKind,
  DefinitionStore,
  ObserveResult,
} from '../../state/definition.ts';
import type { Connection } from '../connection.ts';
import { checkDefinitions, checkInstructions } from '../definitions/definition-check.ts';
import type { ListKind } from '../definitions/read-list.ts';
import { abilitiesOf } from '../definitions/server-abilities.ts';
import type { ServerListing } from '../definitions/server-listing.ts';
import { allLists, readServer } from '../opening/read-server.ts';
import { ReadingOrder } from './reading-order.ts';

/** How long announcements of changes are gathered before what changed is listed. */
const gatherMs = 200;
/** The least time between two readings that a server itself brings about: each may cost rows in the audit. */
const restMs = 5_000;
/** Names listed in an audit row; the rest is counted. */
const namedInRow = 20;

/** Which lists an announcement is about. */
const announcements: ReadonlyMap<string, readonly ListKind[]> = new Map([
  ['notifications/tools/list_changed', ['tool']],
  ['notifications/prompts/list_changed', ['prompt']],
  ['notifications/resources/list_changed', ['resource', 'template']],
]);

interface Announced {
  readonly timer: Timer;
  readonly kinds: Set<ListKind>;
  /** Whose announcement came last: an entry that changed has another one under the same key. */
  connection: Connection;
}

export interface DefinitionRefreshOptions {
  definitions: DefinitionStore;
  entryOf: (serverId: string) => ServerEntry | undefined;
  clock: Clock;
  log: Logger;
  onEvent: (event: AuditEvent) => void;
}

/** Turns listings into observed definitions: of a server that became ready, on request, and after list_changed. */
export class DefinitionRefresh {
  readonly #options: DefinitionRefreshOptions;
  readonly #announced = new Map<string, Announced>();
  /** When the last announced reading began (monotonic). */
  readonly #readUs = new WeakMap<Connection, number>();
  readonly #order = new ReadingOrder();

  constructor(options: DefinitionRefreshOptions) {
    this.#options = options;
  }

  /** Records complete lists; where all were read, also what the server said of itself. What a newer reading brought stays. */
  observe(serverId: string, listing: ServerListing): void {
    const entry = this.#options.entryOf(serverId);
    if (entry === undefined) return;
    const { facts, begunUs, unread } = listing;
    const isNewest = (kind: DefinitionKind) => this.#order.isNewest(serverId, kind, begunUs);
    const lists = new Map<DefinitionKind, CheckedList>();
    for (const [kind, { items }] of listing.lists) {
      if (isNewest(kind)) lists.set(kind, checkDefinitions(items, kind));
    }
    const isWhole = listing.lists.size + unread.size === allLists.length;
    const says = isWhole && isNewest('instructions');
    if (says) lists.set('instructions', checkInstructions(facts.instructions));
    const reading = says ? { lists, abilities: abilitiesOf(facts.capabilities) } : { lists };
    const seen = this.#options.definitions.observe(serverId, reading, entry.trust);
    for (const [kind, result] of seen) this.#record(serverId, kind, lists.get(kind), result);
    for (const [kind, error] of unread) {
      this.#options.log.warn('list.not_read', { server: serverId, kind, error: String(error) });
    }
  }

  /** Asks the server for these lists and records them. Rejects as `Connection.request` does. */
  async read(
    connection: Connection,
    signal: CancelSignal,
    kinds: readonly ListKind[] = allLists,
  ): Promise<void> {
    const { entryOf, clock } = this.#options;
    const entry = entryOf(connection.serverId);
    const facts = connection.facts();
    if (entry === undefined || facts === null) return;
    const options = { timeouts: entry.timeouts, clock, signal };
    this.observe(connection.serverId, await readServer(connection, facts, options, kinds));
  }

  /** Where the server said that a list changed: one reading follows shortly, and the next no sooner than 5 s later. */
  notified(connection: Connection, method: string): void {
    const kinds = announcements.get(method);
    if (kinds === undefined) return;
    const { launchKey } = connection;
    const { clock, log } = this.#options;
    const waiting = this.#announced.get(launchKey);
    if (waiting !== undefined) {
      for (const kind of kinds) waiting.kinds.add(kind);
      waiting.connection = connection;
      return;
    }
    const lastUs = this.#readUs.get(connection);
    const restedMs = lastUs === undefined ? restMs : (clock.monoUs() - lastUs) / 1_000;
    const timer = clock.after(Math.max(gatherMs, restMs - restedMs), () => {
      this.#announced.delete(launchKey);
      const from = announced.connection;
      // One that was stopped meanwhile is not started for this: it is read when it starts.
      if (from.state !== 'ready') return;
      this.#readUs.set(from, clock.monoUs());
      this.read(from, new AbortController().signal, [...announced.kinds]).catch(() => {
        log.warn('definitions.not_refreshed', { server: from.serverId });
      });
    });
    const announced: Announced = { timer, kinds: new Set(kinds), connection };
    this.#announced.set(launchKey, announced);
  }

  close(): void {
    for (const { timer } of this.#announced.values()) timer.cancel();
    this.#announced.clear();
  }

  #record(
    serverId: string,
    kind: DefinitionKind,
    list: CheckedList | undefined,
    seen: ObserveResult,
  ): void {
    const { approved, changed, pending, removed } = seen;
    if ([approved, changed, pending, removed].every((names) => names.length === 0)) return;
    const count = list?.accepted.length ?? 0;
    this.#event('pin.observed', serverId, {
      ...(kind === 'tool' ? { tools: count } : { item_kind: kind, items: count }),
      refused: list?.refused.size ?? 0,
      approved: approved.length,
      changed: named(changed),
      pending: named(pending),
      removed: named(removed),
    });
    const withdrawn = kind === 'tool' ? {} : { item_kind: kind };
    for (const name of changed) this.#event('pin.withdrawn', serverId, withdrawn, shown(name));
  }

  #event(
    kind: 'pin.observed' | 'pin.withdrawn',
    server: string,
    detail: NonNullable<AuditEvent['detail']>,
    item?: string,
  ): void {
    this.#options.onEvent({
      kind,
      actor: { type: 'engine', door: 'file' },
      server,
      ...(item !== undefined && { item }),
      detail,
    });
  }
}

function named(names: readonly string[]): string[] {
  return names.slice(0, namedInRow).map(shown);
}

/** A URI may be long, and a row holds at most 64 KiB. */
function shown(name: string): string {
  return name.slice(0, 1_024);
}
