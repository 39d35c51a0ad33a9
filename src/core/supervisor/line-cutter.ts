const lineFeed = 0x0a;

/** Keeps the beginning of each line of a stream, wherever its chunks are cut. */
export class LineCutter {
  readonly #mostBytes: number;
  /** Kept of the line that has no end yet. */
  #openBytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  endsLine(): boolean {
    return this.#openBytes === 0;
  }

  /** What is kept of the chunk. It looks at strides, not at each line: a flood of short ones must not cost more. */
  cut(chunk: Buffer): Buffer[] {
    const parts: Buffer[] = [];
    let from = 0;
    let at = 0;
    while (at < chunk.length) {
      // The first byte too many, unless a line ends before it or with it.
      const reach = at + this.#mostBytes - this.#openBytes;
      const end = chunk.lastIndexOf(lineFeed, Math.min(reach, chunk.length - 1));
      if (end >= at) {
        this.#openBytes = 0;
        at = end + 1;
      } else if (reach >= chunk.length) {
        this.#openBytes += chunk.length - at;
        at = chunk.length;
      } else {
        parts.push(chunk.subarray(from, reach));
        this.#openBytes = this.#mostBytes;
        const next = chunk.indexOf(lineFeed, reach);
        at = next < 0 ? chunk.length : next;
        from = at;
      }
    }
    parts.push(chunk.subarray(from));
    return parts.filter(({ length }) => length > 0);
  }
}
