import { type Link, LinkedSet } from '../../linked-set.ts';
import type { Connection } from '../../upstream/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** A request under way; a client without sessions that comes back to its call goes on in another exchange. */
export interface Using {
  readonly exchange: Exchange;
}

interface Users {
  readonly open: LinkedSet<Using>;
  lastClient: string;
}

/** Who uses which connection now, and who did last: what tells whose a message is that names no request. */
export class InFlight {
  readonly #users = new WeakMap<Connection, Users>();

  /** @returns what ends the use. */
  enter(connection: Connection, request: Using): Link<Using> {
    const { clientId } = request.exchange.caller;
    let users = this.#users.get(connection);
    if (users === undefined) {
      users = { open: new LinkedSet(), lastClient: clientId };
      this.#users.set(connection, users);
    }
    users.lastClient = clientId;
    return users.open.add(request);
  }

  /**
   * The client whose requests alone are under way there, with the newest of them; where none are, the client that was there last.
   * Null when there are several clients, or nobody ever was.
   */
  soleUser(connection: Connection): { clientId: string; exchange: Exchange | null } | null {
    const users = this.#users.get(connection);
    if (users === undefined) return null;
    let found: Exchange | null = null;
    for (const { exchange } of users.open) {
      if (found !== null && found.caller.clientId !== exchange.caller.clientId) return null;
      found = exchange;
    }
    return { clientId: found?.caller.clientId ?? users.lastClient, exchange: found };
  }
}
