import type { ServerEntry } from '../../shared/registry-server.ts';
import type { AuditEvent } from '../audit/record.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { Connection } from './connection.ts';
import { checkDefinitions } from './definition-check.ts';
import { readTools } from './open-session.ts';
import type { ToolListing } from './read-tools.ts';

/** How long announcements of changed tools are gathered before one listing is made. */
const gatherMs = 200;
/** The least time between two listings that a server itself brings about: each may cost rows in the audit. */
const restMs = 5_000;
/** Names listed in an audit row; the rest is counted. */
const namedInRow = 20;

export interface ToolRefreshOptions {
  definitions: DefinitionStore;
  entryOf: (serverId: string) => ServerEntry | undefined;
  clock: Clock;
  log: Logger;
  onEvent: (event: AuditEvent) => void;
}

/** Turns listings into observed definitions: of a server that became ready, on request, and after list_changed. */
export class ToolRefresh {
  readonly #options: ToolRefreshOptions;
  readonly #announced = new Map<string, Timer>();
  /** When the last announced listing began (monotonic). */
  readonly #readUs = new WeakMap<Connection, number>();

  constructor(options: ToolRefreshOptions) {
    this.#options = options;
  }

  /** Records a complete listing. */
  observe(serverId: string, listing: ToolListing): void {
    const entry = this.#options.entryOf(serverId);
    if (entry === undefined) return;
    const { accepted, refused } = checkDefinitions(listing.definitions);
    const seen = this.#options.definitions.observe(serverId, accepted, refused, entry.trust);
    const changes = { changed: seen.changed, pending: seen.pending, removed: seen.removed };
    const quiet = Object.values(changes).every((names) => names.length === 0);
    if (quiet && seen.approved.length === 0) return;
    this.#event('pin.observed', serverId, {
      tools: accepted.length,
      refused: refused.size,
      approved: seen.approved.length,
      changed: seen.changed.slice(0, namedInRow),
      pending: seen.pending.slice(0, namedInRow),
      removed: seen.removed.slice(0, namedInRow),
    });
    for (const name of seen.changed) this.#event('pin.withdrawn', serverId, {}, name);
  }

  /** Asks the server for its tools and records them. Rejects as `Connection.request` does. */
  async read(connection: Connection, signal: AbortSignal): Promise<void> {
    const { entryOf, clock } = this.#options;
    const entry = entryOf(connection.serverId);
    if (entry === undefined) return;
    const options = { timeouts: entry.timeouts, clock, signal };
    const listing = await readTools(connection, { capabilities: { tools: {} } }, options);
    this.observe(connection.serverId, listing);
  }

  /** The server said that its tools changed: one listing follows shortly, and the next no sooner than 5 s later. */
  announced(connection: Connection): void {
    const { launchKey } = connection;
    const { clock, log } = this.#options;
    if (this.#announced.has(launchKey)) return;
    const lastUs = this.#readUs.get(connection);
    const restedMs = lastUs === undefined ? restMs : (clock.monoUs() - lastUs) / 1_000;
    const timer = clock.after(Math.max(gatherMs, restMs - restedMs), () => {
      this.#announced.delete(launchKey);
      this.#readUs.set(connection, clock.monoUs());
      this.read(connection, new AbortController().signal).catch(() => {
        log.warn('tools.not_refreshed', { server: connection.serverId });
      });
    });
    this.#announced.set(launchKey, timer);
  }

  close(): void {
    for (const timer of this.#announced.values()) timer.cancel();
    this.#announced.clear();
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
