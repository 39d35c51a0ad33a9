/** Where an item stands in its set: what takes it out. */
export class Link<T> {
  item: T | null;
  /** Null once it was taken out. */
  before: Link<T> | null = this;
  after: Link<T> | null = this;
  readonly #tally: { size: number };

  constructor(item: T | null, tally: { size: number }) {
    this.item = item;
    this.#tally = tally;
  }

  /** Takes the item out of its set; a second time does nothing. */
  remove(): void {
    const { before, after } = this;
    if (before === null || after === null) return;
    before.after = after;
    after.before = before;
    this.item = null;
    this.before = null;
    this.after = null;
    this.#tally.size--;
  }
}

/**
 * A set, in the order of adding, for what comes and goes with every call. The platform's keeps each table that it outgrew, with
 * what was in it then, linked to the next one: once a collection found one of them old, every call that follows stays in memory
 * until a full collection, and is copied first. Here nothing points to what was taken out, nor from it.
 */
export class LinkedSet<T> implements Iterable<T> {
  readonly #tally = { size: 0 };
  /** A ring: this link holds no item, and stands behind the last one and before the first. */
  readonly #ends = new Link<T>(null, this.#tally);

  get size(): number {
    return this.#tally.size;
  }

  /** @returns what takes it out again. */
  add(item: T): Link<T> {
    const link = new Link(item, this.#tally);
    const last = this.#ends.before ?? this.#ends;
    link.before = last;
    link.after = this.#ends;
    last.after = link;
    this.#ends.before = link;
    this.#tally.size++;
    return link;
  }

  /** What is in it now; the caller may add and remove meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    const items: T[] = [];
    for (let link = this.#ends.after; link !== null && link.item !== null; link = link.after) {
      items.push(link.item);
    }
    return items.values();
  }
}
