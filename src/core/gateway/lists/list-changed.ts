import type { Registry } from '../../registry/registry.ts';
import type { DefinitionStore } from '../../state/definition.ts';
import type { Session, Sessions } from '../exchange/session.ts';
import type { Catalog, ListName } from './catalog.ts';

/** The notification that a list changed. */
export function listChangedMethod(list: ListName): string {
  return `notifications/${list}/list_changed`;
}

/** The digests of the lists that each session was last shown; a list that it never asked for is no news to it. */
export class ShownLists {
  readonly #digests = new WeakMap<Session, Map<ListName, string>>();

  show(session: Session, list: ListName, digest: string): void {
    const shown = this.#digests.get(session) ?? new Map<ListName, string>();
    this.#digests.set(session, shown.set(list, digest));
  }

  of(session: Session): ReadonlyMap<ListName, string> {
    return this.#digests.get(session) ?? noLists;
  }
}

const noLists: ReadonlyMap<ListName, string> = new Map();

/** Tells sessions that a list changed, when it really did for their client (PO-9); one that has no stream is told once it opens one. */
export class ListChanged {
  readonly #catalog: Catalog;
  readonly #sessions: Sessions;
  readonly #shown: ShownLists;
  readonly #stop: (() => void)[];

  constructor(
    shown: ShownLists,
    catalog: Catalog,
    sessions: Sessions,
    registry: Registry,
    definitions: DefinitionStore,
  ) {
    this.#shown = shown;
    this.#catalog = catalog;
    this.#sessions = sessions;
    this.#stop = [
      registry.onChanged(() => this.#tellAll()),
      definitions.onChanged(() => this.#tellAll()),
    ];
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** Tells one session of what changed since it was last shown its lists: also what nobody could tell it at the time. */
  tell(session: Session): void {
    for (const [list, shown] of this.#shown.of(session)) {
      const digest = this.#catalog.digest(list, session.clientId, session.route);
      if (shown === digest) continue;
      const message = `{"jsonrpc":"2.0","method":"${listChangedMethod(list)}"}`;
      if (session.notify(Buffer.from(message))) this.#shown.show(session, list, digest);
    }
  }

  #tellAll(): void {
    for (const session of this.#sessions.all()) this.tell(session);
  }
}
