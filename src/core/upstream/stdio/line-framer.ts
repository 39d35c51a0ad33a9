const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface LineReceiver {
  /** One line without its end. The bytes are a view into what was read. */
  line(bytes: Uint8Array): void;
  /** A line went over the limit; `head` is its beginning. The framer gives nothing more after it. */
  tooLong(head: Uint8Array): void;
}

/**
 * Splits a byte stream into lines. A line within one chunk is handed on as a view; one over several chunks is joined once.
 * A line over the limit is never gathered: what is held stays below the limit plus one chunk.
 */
export class LineFramer {
  readonly #limitBytes: number;
  readonly #receiver: LineReceiver;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #closed = false;

  constructor(limitBytes: number, receiver: LineReceiver) {
    this.#limitBytes = limitBytes;
    this.#receiver = receiver;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (!this.#closed) {
      const end = chunk.indexOf(lineFeed, at);
      const piece =
        at === 0 && end === -1 ? chunk : chunk.subarray(at, end === -1 ? undefined : end);
      if (this.#heldBytes + piece.length > this.#limitBytes) {
        this.#refuse(piece);
        return;
      }
      if (end === -1) {
        this.#hold(piece);
        return;
      }
      this.#emit(piece);
      at = end + 1;
    }
  }

  /** Drops what is held and ignores what still comes. */
  close(): void {
    this.#closed = true;
    this.#held = [];
    this.#heldBytes = 0;
  }

  #hold(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#held.push(piece);
    this.#heldBytes += piece.length;
  }

  #emit(piece: Buffer): void {
    let line = piece;
    if (this.#heldBytes > 0) {
      this.#held.push(piece);
      line = Buffer.concat(this.#held, this.#heldBytes + piece.length);
      this.#held = [];
      this.#heldBytes = 0;
    }
    const last = line.length - 1;
    this.#receiver.line(line[last] === carriageReturn ? line.subarray(0, last) : line);
  }

  #refuse(piece: Buffer): void {
    const head = this.#held[0] ?? piece;
    this.close();
    this.#receiver.tooLong(head);
  }
}
