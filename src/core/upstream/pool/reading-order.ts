import type { DefinitionKind } from '../../state/definition.ts';

/** Which reading of a server's lists is the newest: a slow one may end after one that began later, and knows less. */
export class ReadingOrder {
  /** When the newest recorded reading of each began (monotonic). */
  readonly #begunUs = new Map<string, Map<DefinitionKind, number>>();

  /** True where no reading of this kind is recorded that began later than this one, which is recorded from now on. */
  isNewest(serverId: string, kind: DefinitionKind, begunUs: number): boolean {
    const kinds = this.#begunUs.get(serverId) ?? new Map<DefinitionKind, number>();
    if (begunUs < (kinds.get(kind) ?? 0)) return false;
    this.#begunUs.set(serverId, kinds.set(kind, begunUs));
    return true;
  }
}
