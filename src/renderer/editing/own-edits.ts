/**
 * Which registry each edit of this page was made on, and which one it made. A form that was made from the first may go on from
 * the second: nothing lies between the two but what this person did here.
 */
export class OwnEdits {
  readonly #next = new Map<string, string>();

  /** An edit on the registry `from` made the registry `to`. */
  note(from: string, to: string): void {
    if (from !== to) this.#next.set(from, to);
    this.settle(to);
  }

  /** The file is this one now, so nothing was made of it yet: also where an edit was taken back. */
  settle(sha256: string): void {
    this.#next.delete(sha256);
  }

  /** The registry that edits of this page made of this one, one after another. */
  latest(sha256: string): string {
    let last = sha256;
    // It ends: what an edit made is the end of the chain, so no step leads back into it.
    for (let next = this.#next.get(last); next !== undefined; next = this.#next.get(last))
      last = next;
    return last;
  }
}
