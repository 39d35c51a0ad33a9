import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type {
  Definition,
  DefinitionStore,
  ObserveResult,
  ServerDefinitions,
} from './definition.ts';
import { DefinitionRows, type KnownDefinitions, nothingKnown } from './definition-rows.ts';

/** Opens the definition store over state.db; its tables are `definitionSchema`. */
export function createDefinitionStore(options: { db: Database; clock: Clock }): DefinitionStore {
  return new StoredDefinitions(new DefinitionRows(options.db), options.clock);
}

/**
 * Observed and approved definitions (UP-1 to UP-5). A pin outlives the item's absence: an item that comes back as it was approved
 * is served again, one that comes back different is `changed`. Memory follows the file: it changes after the commit.
 */
class StoredDefinitions implements DefinitionStore {
  readonly #rows: DefinitionRows;
  readonly #clock: Clock;
  readonly #known: Map<string, KnownDefinitions>;
  readonly #views = new Map<string, ServerDefinitions>();
  readonly #listeners = new Set<(serverId: string) => void>();
  #revision = 1;

  constructor(rows: DefinitionRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
    this.#known = rows.load();
    for (const [serverId, known] of this.#known) this.#views.set(serverId, viewOf(known));
  }

  get revision(): number {
    return this.#revision;
  }

  of(serverId: string): ServerDefinitions {
    return this.#views.get(serverId) ?? viewOf(nothingKnown());
  }

  observe(
    serverId: string,
    tools: readonly Definition[],
    refused: ReadonlyMap<string, string>,
    trust: 'first_use' | 'review',
  ): ObserveResult {
    const before = this.#known.get(serverId) ?? nothingKnown();
    const nowUs = this.#clock.nowUs();
    const observed = new Map(tools.map((tool) => [tool.name, keepText(before, tool)]));
    const trusted = trust === 'first_use' && !before.firstUseOver;
    const after: KnownDefinitions = {
      observed,
      refused: new Map(refused),
      pinned: trusted ? new Map([...before.pinned, ...observed]) : before.pinned,
      observedUs: nowUs,
      firstUseOver: before.firstUseOver || tools.length > 0,
    };
    const old = this.of(serverId);
    const view = this.#replace(serverId, before, after);
    return {
      approved: trusted ? [...observed.keys()] : [],
      changed: newIn(view.changed, old.changed),
      pending: newIn(view.pending, old.pending),
      removed: [...before.observed.keys()].filter((name) => !observed.has(name)),
    };
  }

  approve(serverId: string, names?: readonly string[]): string[] {
    const before = this.#known.get(serverId);
    if (before === undefined) return [];
    const { changed, pending } = this.of(serverId);
    const open = new Map([...changed, ...pending]);
    const approved = [...open.values()].filter(({ name }) => names?.includes(name) ?? true);
    if (approved.length === 0) return [];
    const pinned = new Map(before.pinned);
    for (const definition of approved) pinned.set(definition.name, definition);
    this.#replace(serverId, before, { ...before, pinned });
    return approved.map(({ name }) => name);
  }

  forget(serverId: string): void {
    if (!this.#known.has(serverId)) return;
    this.#rows.forget(serverId);
    this.#known.delete(serverId);
    const { approved } = this.of(serverId);
    this.#views.delete(serverId);
    if (approved.size > 0) this.#revision++;
    this.#announce(serverId);
  }

  onChanged(listener: (serverId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #replace(serverId: string, before: KnownDefinitions, after: KnownDefinitions): ServerDefinitions {
    const old = this.of(serverId);
    const view = viewOf(after);
    const served = sameDefinitions(old.approved, view.approved) && sameNames(old, view);
    const same =
      served &&
      before.firstUseOver === after.firstUseOver &&
      sameDefinitions(before.observed, after.observed) &&
      sameDefinitions(before.pinned, after.pinned) &&
      sameTexts(before.refused, after.refused);
    if (same && before.observedUs !== null) this.#rows.touch(serverId, after.observedUs ?? 0);
    else this.#rows.save(serverId, after, this.#clock.nowUs());
    this.#known.set(serverId, after);
    this.#views.set(serverId, view);
    if (!served) this.#revision++;
    if (!same) this.#announce(serverId);
    return view;
  }

  #announce(serverId: string): void {
    for (const listener of [...this.#listeners]) listener(serverId);
  }
}

/** Sorts the last listing against the pins. Pinned items that are not listed any more are in no map. */
function viewOf(known: KnownDefinitions): ServerDefinitions {
  const approved = new Map<string, Definition>();
  const changed = new Map<string, Definition>();
  const pending = new Map<string, Definition>();
  // In the order of approval, so that a server which reorders its list changes nothing.
  for (const [name, pin] of known.pinned) {
    const seen = known.observed.get(name);
    if (seen === undefined) continue;
    approved.set(name, pin);
    if (seen.sha256 !== pin.sha256) changed.set(name, seen);
  }
  for (const [name, seen] of known.observed) if (!known.pinned.has(name)) pending.set(name, seen);
  return { approved, changed, pending, refused: known.refused, observedUs: known.observedUs };
}

/** The text that was seen first stands for its digest, in memory as in the file. */
function keepText(known: KnownDefinitions, seen: Definition): Definition {
  const earlier = [known.pinned.get(seen.name), known.observed.get(seen.name)];
  return earlier.find((definition) => definition?.sha256 === seen.sha256) ?? seen;
}

/** Names that are new in `view`, or stand for another definition than in `old`. */
function newIn(
  view: ReadonlyMap<string, Definition>,
  old: ReadonlyMap<string, Definition>,
): string[] {
  return [...view.values()]
    .filter(({ name, sha256 }) => old.get(name)?.sha256 !== sha256)
    .map(({ name }) => name);
}

function sameDefinitions(
  one: ReadonlyMap<string, Definition>,
  other: ReadonlyMap<string, Definition>,
): boolean {
  if (one.size !== other.size) return false;
  for (const [name, { sha256 }] of one) if (other.get(name)?.sha256 !== sha256) return false;
  return true;
}

/** The same items withheld: what each changed into is not served to anybody. */
function sameNames(one: ServerDefinitions, other: ServerDefinitions): boolean {
  return (
    one.changed.size === other.changed.size &&
    [...one.changed.keys()].every((name) => other.changed.has(name))
  );
}

function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}
