import type { Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import type { Sent } from '../connection.ts';
import { oneLine } from './one-line.ts';
import { joinedLine, type OutgoingMessage } from './outgoing-message.ts';

/** What may wait in our memory for a child that does not read (SU-10). One message alone may be larger. */
const bufferBytes = 1024 * 1024;
/** How long a request waits for room before it fails. */
const roomTimeoutMs = 5_000;
/** Messages up to this size go out as one buffer: a copy is cheaper than a gathering write. */
const joinedBytes = 16 * 1024;

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
  #gathering = false;

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
    const flushedBytes = this.#queuedBytes - this.#stdin.writableLength;
    if (flushedBytes >= written.endBytes) return 'whole';
    return flushedBytes > written.startBytes ? 'partial' : 'none';
  }

  hasRoom(bytes: number): boolean {
    return this.#waiters.length === 0 && this.#fits(bytes);
  }

  /**
   * Writes one message as one line. Parts of a large one must not change afterwards. What is written in one turn goes out
   * together: to wake the child costs more than all else about a small message.
   */
  write({ head, parts, tail, bytes }: OutgoingMessage): void {
    this.#queuedBytes += bytes;
    this.#gather();
    if (bytes <= joinedBytes) {
      this.#stdin.write(joinedLine({ head, parts, tail, bytes }));
      return;
    }
    this.#stdin.write(Buffer.from(head));
    for (const part of parts) if (part.length > 0) this.#stdin.write(oneLine(part));
    this.#stdin.write(Buffer.from(`${tail}\n`));
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

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#stdin.cork();
    process.nextTick(() => {
      this.#gathering = false;
      this.#stdin.uncork();
    });
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
    const { writableLength, writableNeedDrain } = this.#stdin;
    return !writableNeedDrain || writableLength + bytes <= bufferBytes;
  }
}
