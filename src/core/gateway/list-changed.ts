import type { Registry } from '../registry/registry.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { Catalog } from './catalog.ts';
import type { Session, Sessions } from './session.ts';

const toolsChanged = Buffer.from('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}');

/** The digest of the list that each session was last shown; a session that never listed needs no news. */
export type ShownLists = WeakMap<Session, string>;

/** Tells sessions that their list of tools changed, when it really did for their client (PO-9). */
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
      registry.onChanged(() => this.#compare()),
      definitions.onChanged(() => this.#compare()),
    ];
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #compare(): void {
    for (const session of this.#sessions.all()) {
      const shown = this.#shown.get(session);
      if (shown === undefined) continue;
      const { digest } = this.#catalog.of(session.clientId, session.route);
      if (shown === digest) continue;
      this.#shown.set(session, digest);
      session.notify(toolsChanged);
    }
  }
}
