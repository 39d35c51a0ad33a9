import type { Session } from '../exchange/session.ts';
import type { Watcher } from './resource-watches.ts';

const head = Buffer.from('{"jsonrpc":"2.0","method":"notifications/resources/updated","params":');
const tail = Buffer.from('}');

/** The watchers of sessions; a session is one watcher for as long as it is open. */
export class SessionWatchers {
  readonly #known = new WeakMap<Session, Watcher>();

  of(session: Session): Watcher {
    const known = this.#known.get(session);
    if (known !== undefined) return known;
    const watcher: Watcher = {
      clientId: session.clientId,
      sessionId: session.id,
      updated: (params) => session.notify(Buffer.concat([head, params, tail])),
    };
    this.#known.set(session, watcher);
    return watcher;
  }
}
