import type { Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { bytesOf, type Part } from '../../json/parts.ts';
import type { Sent } from '../connection.ts';
import { lineOf, oneLine } from './one-line.ts';

/** What may wait in our memory for a child that does not read (SU-10). One message alone may be larger. */
const bufferBytes = 1024 * 1024;
/** How long a request waits for room before it fails. */
const roomTimeoutMs = 5_000;
/** Messages up to this size are gathered as text: a copy is cheaper than a write of many pieces. */
const gatheredBytes = 16 * 1024;
/** More than this is not gathered in one turn. */
const mostGathered = 64 * 1024;

interface Waiter {
  bytes: number;
  ready(): void;
}

/** The writing side of one child: whole lines, bounded. */
export class ChildInput {
  readonly #stdin: Writable;
  readonly #clock: Clock;
  readonly #waiters: Waiter[] = [];
  #queuedBytes = 0;
  /** Whole lines of this turn, a character a byte (Latin-1). */
  #gathered = '';

  constructor(stdin: Writable, clock: Clock) {
    this.#stdin = stdin;
    this.#clock = clock;
    stdin.on('drain', () => this.#wake());
  }

  get open(): boolean {
    return this.#stdin.writable;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** How far the bytes of one message got; null for one that was not written. */
  sent(written: { startBytes: number; endBytes: number } | null): Sent {
    if (written === null) return 'none';
    const flushedBytes = this.#queuedBytes - this.#waiting();
    if (flushedBytes >= written.endBytes) return 'whole';
    return flushedBytes > written.startBytes ? 'partial' : 'none';
  }

  /** For a line of this length. */
  hasRoom(bytes: number): boolean {
    return this.#waiters.length === 0 && this.#fits(bytes);
  }

  /**
   * Writes one message as one line. Parts of a large one must not change afterwards. What is written in one turn goes out
   * together: to wake the child costs more than all else about a small message.
   * @param isLone nothing else is on its way to the child: there is nothing to gather.
   */
  write(message: readonly Part[], isLone = false): void {
    const bytes = lineBytes(message);
    this.#queuedBytes += bytes;
    if (bytes <= gatheredBytes) {
      if (this.#gathered === '' && !isLone) process.nextTick(() => this.flush());
      this.#gathered += lineOf(message);
      // A flood in one turn: the stream is to know of it, so that there is an end to what fits.
      if (isLone || this.#gathered.length > mostGathered) this.flush();
      return;
    }
    this.flush();
    this.#stdin.cork();
    for (const part of message) if (part.length > 0) this.#stdin.write(oneLine(part), 'latin1');
    this.#stdin.write('\n');
    this.#stdin.uncork();
  }

  /** Hands on what was gathered: before the input is closed, too. */
  flush(): void {
    const text = this.#gathered;
    this.#gathered = '';
    if (text !== '' && this.open) this.#stdin.write(text, 'latin1');
  }

  /** Calls `ready` when the message fits, in order of asking, or `failed` after 5 s. Returns what takes it back. */
  whenRoom(bytes: number, ready: () => void, failed: () => void): () => void {
    const waiter: Waiter = {
      bytes,
      ready: () => {
        timer.cancel();
        ready();
      },
    };
    const forget = () => {
      timer.cancel();
      const at = this.#waiters.indexOf(waiter);
      if (at !== -1) this.#waiters.splice(at, 1);
    };
    const timer = this.#clock.after(roomTimeoutMs, () => {
      forget();
      failed();
    });
    this.#waiters.push(waiter);
    return forget;
  }

  #wake(): void {
    for (;;) {
      const first = this.#waiters[0];
      if (first === undefined) return;
      if (!this.#fits(first.bytes)) return;
      this.#waiters.shift();
      first.ready();
    }
  }

  /** A stream that needs no drain is all but empty: then a message of any size may go. */
  #fits(bytes: number): boolean {
    return !this.#stdin.writableNeedDrain || this.#waiting() + bytes <= bufferBytes;
  }

  #waiting(): number {
    return this.#stdin.writableLength + this.#gathered.length;
  }
}

/** Length of the line that a message becomes, its end included. */
export function lineBytes(message: readonly Part[]): number {
  return bytesOf(message) + 1;
}
