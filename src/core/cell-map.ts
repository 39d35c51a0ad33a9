/** Always there: a table that is emptied is made anew, and most of the time there is one call or none. */
const anchor = Symbol('anchor');

/**
 * A map for what comes and goes with every call: what was deleted is let go of at once, for the reason that `LinkedSet` gives. Old
 * tables of the platform hold no more of it than its key and an empty cell.
 */
export class CellMap<K, V extends object> {
  readonly #cells = new Map<K | typeof anchor, { value: V | undefined }>([
    [anchor, { value: undefined }],
  ]);

  get size(): number {
    return this.#cells.size - 1;
  }

  get(key: K): V | undefined {
    return this.#cells.get(key)?.value;
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
    cell.value = undefined;
    this.#cells.delete(key);
    return value;
  }

  /** In the order of adding. */
  values(): V[] {
    const values: V[] = [];
    for (const { value } of this.#cells.values()) if (value !== undefined) values.push(value);
    return values;
  }
}
