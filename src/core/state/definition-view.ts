import type { Definition, ServerDefinitions } from './definition.ts';
import type { KnownDefinitions } from './definition-rows.ts';

/** Sorts the last listing against the pins. Pinned items that are not listed any more are in no map. */
export function viewOf(known: KnownDefinitions): ServerDefinitions {
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

/** The same items are served: what a withheld one changed into is served to nobody. */
export function sameServed(one: ServerDefinitions, other: ServerDefinitions): boolean {
  return (
    sameDefinitions(one.approved, other.approved) &&
    one.changed.size === other.changed.size &&
    [...one.changed.keys()].every((name) => other.changed.has(name))
  );
}

/** Nothing differs but the time of the listing. */
export function sameKnown(one: KnownDefinitions, other: KnownDefinitions): boolean {
  return (
    one.firstUseOver === other.firstUseOver &&
    sameDefinitions(one.observed, other.observed) &&
    sameDefinitions(one.pinned, other.pinned) &&
    sameTexts(one.refused, other.refused)
  );
}

/** The text that was seen first stands for its digest, in memory as in the file. */
export function keepText(known: KnownDefinitions, seen: Definition): Definition {
  const earlier = [known.pinned.get(seen.name), known.observed.get(seen.name)];
  return earlier.find((definition) => definition?.sha256 === seen.sha256) ?? seen;
}

/** Names that are new in `view`, or stand for another definition than in `old`. */
export function newIn(
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

function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}
