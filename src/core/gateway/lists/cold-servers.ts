import type { Clock } from '../../clock.ts';
import type { ConnectionPool } from '../../upstream/connection.ts';

/** How long a list waits, once, for servers that were never seen (DESIGN: a list waits at most 2 s once). */
const listWaitMs = 2_000;

/** When servers were last read, of all that is known of them. */
interface Readings {
  of(serverId: string): { readonly observedUs: number | null };
}

/** Starts servers whose definitions are not known yet. A failure is the server's state, not the list's. */
export class ColdServers {
  readonly #readings: Readings;
  readonly #pool: Pick<ConnectionPool, 'refresh'>;
  readonly #clock: Clock;
  /** The one wait for each server; settled for good when it is over. */
  readonly #waits = new Map<string, Promise<void>>();

  constructor(readings: Readings, pool: Pick<ConnectionPool, 'refresh'>, clock: Clock) {
    this.#readings = readings;
    this.#pool = pool;
    this.#clock = clock;
  }

  isCold(serverId: string): boolean {
    return this.#readings.of(serverId).observedUs === null;
  }

  /**
   * Resolves when every cold server was read, at the latest after 2 s. Lists that come meanwhile wait along: a client asks for
   * several at once. A server already waited for delays nothing again.
   */
  async warmForList(serverIds: readonly string[]): Promise<void> {
    await Promise.all(serverIds.filter((id) => this.isCold(id)).map((id) => this.#wait(id)));
  }

  /** A server that was removed or changed may delay a list once more. */
  forget(serverId: string): void {
    this.#waits.delete(serverId);
  }

  #wait(serverId: string): Promise<void> {
    const known = this.#waits.get(serverId);
    if (known !== undefined) return known;
    const wait = this.#readInTime(serverId);
    this.#waits.set(serverId, wait);
    return wait;
  }

  async #readInTime(serverId: string): Promise<void> {
    const over = Promise.withResolvers<void>();
    const timer = this.#clock.after(listWaitMs, over.resolve);
    this.#pool.refresh(serverId).then(over.resolve, () => over.resolve());
    await over.promise;
    timer.cancel();
  }
}
