import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type {
  Ability,
  CheckedList,
  DefinitionKind,
  DefinitionStore,
  ObserveResult,
  Reading,
  ServerDefinitions,
} from './definition.ts';
import {
  DefinitionRows,
  type KnownDefinitions,
  type KnownKinds,
  nothingKnown,
} from './definition-rows.ts';
import { keepText, newIn, sameKnown, sameServed, viewOf } from './definition-view.ts';

/** Opens the definition store over state.db; `migrations` made its tables. */
export function createDefinitionStore(options: { db: Database; clock: Clock }): DefinitionStore {
  return new StoredDefinitions(new DefinitionRows(options.db), options.clock);
}

type Views = Map<DefinitionKind, ServerDefinitions>;

const neverSeen = viewOf(nothingKnown());

/**
 * Observed and approved definitions (UP-1 to UP-5). A pin outlives the item's absence: an item that comes back as it was approved
 * is served again, one that comes back different is `changed`. Memory follows the file: it changes after the commit.
 */
class StoredDefinitions implements DefinitionStore {
  readonly #rows: DefinitionRows;
  readonly #clock: Clock;
  readonly #known: Map<string, KnownKinds>;
  readonly #abilities: Map<string, ReadonlySet<Ability>>;
  readonly #views = new Map<string, Views>();
  readonly #listeners = new Set<(serverId: string) => void>();
  #revision = 1;

  constructor(rows: DefinitionRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
    this.#known = rows.load();
    this.#abilities = rows.loadAbilities();
    for (const [serverId, kinds] of this.#known) {
      this.#views.set(serverId, new Map([...kinds].map(([kind, known]) => [kind, viewOf(known)])));
    }
  }

  get revision(): number {
    return this.#revision;
  }

  of(serverId: string, kind: DefinitionKind = 'tool'): ServerDefinitions {
    return this.#views.get(serverId)?.get(kind) ?? neverSeen;
  }

  approvedTimes(serverId: string, kind: DefinitionKind): ReadonlyMap<string, number> {
    return this.#rows.approvedTimes(serverId, kind);
  }

  abilitiesOf(serverId: string): ReadonlySet<Ability> | null {
    return this.#abilities.get(serverId) ?? null;
  }

  observe(
    serverId: string,
    { lists, abilities }: Reading,
    trust: 'first_use' | 'review',
  ): Map<DefinitionKind, ObserveResult> {
    const nowUs = this.#clock.nowUs();
    // One reading is one first use: a server cannot keep a kind back to have it trusted later.
    const anything = [...lists.values()].some(({ accepted }) => accepted.length > 0);
    const after: KnownKinds = new Map();
    const results = new Map<DefinitionKind, ObserveResult>();
    for (const [kind, list] of lists) {
      const before = this.#knownOf(serverId, kind);
      const approves = trust === 'first_use' && (kind === 'resource' || !before.firstUseOver);
      const known = listed(before, list, approves, kind === 'resource');
      known.observedUs = nowUs;
      known.firstUseOver ||= anything;
      after.set(kind, known);
      const view = viewOf(known);
      const was = this.of(serverId, kind);
      results.set(kind, {
        approved: approves ? newIn(known.observed, before.pinned) : [],
        changed: newIn(view.changed, was.changed),
        pending: newIn(view.pending, was.pending),
        removed: [...before.observed.keys()].filter((name) => !known.observed.has(name)),
      });
    }
    this.#replace(serverId, after, abilities);
    return results;
  }

  approve(serverId: string, names?: readonly string[], kind: DefinitionKind = 'tool'): string[] {
    const before = this.#known.get(serverId)?.get(kind);
    if (before === undefined) return [];
    const { changed, pending } = this.of(serverId, kind);
    const open = new Map([...changed, ...pending]);
    const approved = [...open.values()].filter(({ name }) => names?.includes(name) ?? true);
    if (approved.length === 0) return [];
    const pinned = new Map(before.pinned);
    for (const definition of approved) pinned.set(definition.name, definition);
    this.#replace(serverId, new Map([[kind, { ...before, pinned }]]));
    return approved.map(({ name }) => name);
  }

  forget(serverId: string): void {
    if (!this.#known.has(serverId)) return;
    this.#rows.forget(serverId);
    const served = [...(this.#views.get(serverId)?.values() ?? [])];
    this.#known.delete(serverId);
    this.#views.delete(serverId);
    this.#abilities.delete(serverId);
    if (served.some(({ approved }) => approved.size > 0)) this.#revision++;
    this.#announce(serverId);
  }

  onChanged(listener: (serverId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #knownOf(serverId: string, kind: DefinitionKind): KnownDefinitions {
    return this.#known.get(serverId)?.get(kind) ?? nothingKnown();
  }

  /** Writes, then remembers, the kinds of `after`; announces what is new. */
  #replace(serverId: string, after: KnownKinds, abilities?: ReadonlySet<Ability>): void {
    const saved: KnownKinds = new Map();
    const touched = new Map<DefinitionKind, number>();
    const views: Views = new Map();
    let isServedAnew = false;
    for (const [kind, known] of after) {
      const before = this.#knownOf(serverId, kind);
      const view = viewOf(known);
      views.set(kind, view);
      isServedAnew ||= !sameServed(this.of(serverId, kind), view);
      if (before.observedUs !== null && sameKnown(before, known)) {
        touched.set(kind, known.observedUs ?? 0);
      } else saved.set(kind, known);
    }
    const old = this.#abilities.get(serverId);
    const isAbleAnew = abilities !== undefined && !sameSet(old, abilities);
    const declared = isAbleAnew ? { abilities } : {};
    this.#rows.write(serverId, { saved, touched, ...declared }, this.#clock.nowUs());
    this.#known.set(serverId, new Map([...(this.#known.get(serverId) ?? []), ...after]));
    this.#views.set(serverId, new Map([...(this.#views.get(serverId) ?? []), ...views]));
    if (isAbleAnew) this.#abilities.set(serverId, abilities);
    if (isServedAnew) this.#revision++;
    if (saved.size > 0) this.#announce(serverId);
  }

  #announce(serverId: string): void {
    for (const listener of [...this.#listeners]) listener(serverId);
  }
}

/** @param approves whether what is listed counts as approved. @param forgets whether what is not listed any more loses its pin. */
function listed(
  before: KnownDefinitions,
  list: CheckedList,
  approves: boolean,
  forgets: boolean,
): KnownDefinitions {
  const observed = new Map(list.accepted.map((one) => [one.name, keepText(before, one)]));
  const kept = forgets ? [] : before.pinned;
  return {
    ...before,
    observed,
    refused: new Map(list.refused),
    pinned: approves ? new Map([...kept, ...observed]) : before.pinned,
  };
}

function sameSet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string>): boolean {
  return one?.size === other.size && [...other].every((each) => one.has(each));
}
