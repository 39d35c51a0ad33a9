/**
 * A map for what comes and goes with every call: what was deleted is let go of at once, for the reason that `LinkedSet` gives. Old
 * tables of the platform hold no more of it than its key.
 */
export class CellMap<K, V> {
  readonly #cells = new Map<K, { value: V | null }>();

  get size(): number {
    return this.#cells.size;
  }

  get(key: K): V | undefined {
    return this.#cells.get(key)?.value ?? undefined;
  }

  set(key: K, value: V): void {
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, { value });
    else cell.value = value;
  }

  /** @returns what stood there. */
  delete(key: K): V | undefined {
    const cell = this.#cells.get(key);
    if (cell === undefined) return undefined;
    const { value } = cell;
    cell.value = null;
    this.#cells.delete(key);
    return value ?? undefined;
  }

  *values(): Iterable<V> {
    for (const { value } of this.#cells.values()) if (value !== null) yield value;
  }
}
