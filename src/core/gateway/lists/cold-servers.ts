import type { Clock, Timer } from '../../clock.ts';
import type { DefinitionStore } from '../../state/definition.ts';
import type { ConnectionPool } from '../../upstream/connection.ts';

/** How long a list waits, once, for servers that were never seen (DESIGN: a list waits at most 2 s once). */
const listWaitMs = 2_000;

/** Starts servers whose definitions are not known yet. A failure is the server's state, not the list's. */
export class ColdServers {
  readonly #definitions: DefinitionStore;
  readonly #pool: ConnectionPool;
  readonly #clock: Clock;
  readonly #waitedFor = new Set<string>();

  constructor(definitions: DefinitionStore, pool: ConnectionPool, clock: Clock) {
    this.#definitions = definitions;
    this.#pool = pool;
    this.#clock = clock;
  }

  isCold(serverId: string): boolean {
    return this.#definitions.of(serverId).observedUs === null;
  }

  /** Resolves when every cold server was read, at the latest after 2 s; a server already waited for delays nothing again. */
  async warmForList(serverIds: readonly string[]): Promise<void> {
    const cold = serverIds.filter((id) => this.isCold(id) && !this.#waitedFor.has(id));
    if (cold.length === 0) return;
    for (const id of cold) this.#waitedFor.add(id);
    const reads = Promise.allSettled(cold.map((id) => this.#pool.refresh(id)));
    let timer: Timer | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = this.#clock.after(listWaitMs, resolve);
    });
    await Promise.race([reads, patience]);
    timer?.cancel();
  }

  /** A server that was removed or changed may delay a list once more. */
  forget(serverId: string): void {
    this.#waitedFor.delete(serverId);
  }
}
