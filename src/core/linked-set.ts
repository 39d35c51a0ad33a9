/** Where an item stands in its set: what it is taken out by. */
export interface Link<T> {
  /** Null once it was taken out. */
  item: T | null;
  before: Link<T> | null;
  after: Link<T> | null;
}

/**
 * A set, in the order of adding, for what comes and goes with every call. The platform's keeps each table that it outgrew, with
 * what was in it then, linked to the next one: once a collection found one of them old, every call that follows stays in memory
 * until a full collection, and is copied first. Here nothing points to what was taken out, nor from it.
 */
export class LinkedSet<T> implements Iterable<T> {
  #first: Link<T> | null = null;
  #last: Link<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): Link<T> {
    const link: Link<T> = { item, before: this.#last, after: null };
    if (this.#last === null) this.#first = link;
    else this.#last.after = link;
    this.#last = link;
    this.#size++;
    return link;
  }

  /** Takes out what `add` of this set gave the link for; a second time does nothing. */
  remove(link: Link<T>): void {
    if (link.item === null) return;
    const { before, after } = link;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    link.item = null;
    link.before = null;
    link.after = null;
    this.#size--;
  }

  /** What is in it now; the caller may add and remove meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    const items: T[] = [];
    for (let link = this.#first; link !== null; link = link.after) {
      if (link.item !== null) items.push(link.item);
    }
    yield* items;
  }
}
