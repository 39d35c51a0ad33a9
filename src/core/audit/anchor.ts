import type { Clock, Timer } from '../clock.ts';
import type { Head } from './chain.ts';

/** The head of the log, to be kept outside of it. */
export interface AnchoredHead {
  readonly databaseId: string;
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
}

export interface AnchorOptions {
  readonly databaseId: string;
  readonly clock: Clock;
  /** At most this often. */
  readonly everyMs: number;
  /** Puts the rows on the disk first. */
  sync(): Promise<void>;
  onAnchor(head: AnchoredHead): void;
}

/** Names the head to whoever keeps it, and only once its rows are on the disk. */
export class Anchor {
  readonly #options: AnchorOptions;
  #stored: Head | null = null;
  #timer: Timer | null = null;

  constructor(options: AnchorOptions) {
    this.#options = options;
  }

  notice(stored: Head): void {
    this.#stored = stored;
    this.#timer ??= this.#options.clock.after(this.#options.everyMs, () => {
      this.#timer = null;
      // A sync that fails leaves the head for the next time; the feed sees the same failure and refuses.
      this.set().catch(() => undefined);
    });
  }

  /** Anchors what is stored. Rejects when it cannot be put on the disk. */
  async set(): Promise<void> {
    const head = this.#stored;
    if (head === null) return;
    // Before the sync: rows that are stored meanwhile set a timer of their own, which must run.
    this.#timer?.cancel();
    this.#timer = null;
    await this.#options.sync();
    if (this.#stored === head) this.#stored = null;
    this.#options.onAnchor({
      databaseId: this.#options.databaseId,
      seq: head.seq,
      hash: head.hash.toString('hex'),
    });
  }
}
