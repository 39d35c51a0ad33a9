import type { Connection } from '../../upstream/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** A request under way; a client without sessions that comes back to its call goes on in another exchange. */
interface Using {
  readonly exchange: Exchange;
}

/** Who uses which connection now, and who did last: what tells whose a message is that names no request. */
export class InFlight {
  readonly #open = new WeakMap<Connection, Set<Using>>();
  readonly #lastClient = new WeakMap<Connection, string>();

  enter(connection: Connection, request: Using): void {
    const open = this.#open.get(connection);
    if (open === undefined) this.#open.set(connection, new Set([request]));
    else open.add(request);
    this.#lastClient.set(connection, request.exchange.caller.clientId);
  }

  leave(connection: Connection, request: Using): void {
    this.#open.get(connection)?.delete(request);
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
