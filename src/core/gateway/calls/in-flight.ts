import { type Link, LinkedSet } from '../../linked-set.ts';
import type { Connection } from '../../upstream/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** A request under way; a client without sessions that comes back to its call goes on in another exchange. */
export interface Using {
  readonly exchange: Exchange;
}

/** Who uses which connection now, and who did last: what tells whose a message is that names no request. */
export class InFlight {
  readonly #open = new WeakMap<Connection, LinkedSet<Using>>();
  readonly #lastClient = new WeakMap<Connection, string>();

  /** @returns what ends the use. */
  enter(connection: Connection, request: Using): Link<Using> {
    let open = this.#open.get(connection);
    if (open === undefined) {
      open = new LinkedSet();
      this.#open.set(connection, open);
    }
    this.#lastClient.set(connection, request.exchange.caller.clientId);
    return open.add(request);
  }

  /**
   * The client whose requests alone are under way there, with the newest of them; where none are, the client that was there last.
   * Null when there are several clients, or nobody ever was.
   */
  soleUser(connection: Connection): { clientId: string; exchange: Exchange | null } | null {
    let found: Exchange | null = null;
    for (const { exchange } of this.#open.get(connection) ?? []) {
      if (found !== null && found.caller.clientId !== exchange.caller.clientId) return null;
      found = exchange;
    }
    const clientId = found?.caller.clientId ?? this.#lastClient.get(connection);
    return clientId === undefined ? null : { clientId, exchange: found };
  }
}
