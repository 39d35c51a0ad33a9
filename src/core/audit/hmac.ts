import { createHmac, hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turns } from '../turns.ts';

const blockBytes = 64;
const digestBytes = 32;
/** Up to here both passes run over a scratch buffer, which is ten times faster than a Hmac object. */
const scratchBytes = 16_384;
/** What is hashed in one turn of the event loop: some 30 µs. */
const sliceBytes = 65_536;

/** HMAC-SHA-256 over exact bytes, as hex. */
export class Hmac {
  readonly #key: Uint8Array;
  readonly #inner = Buffer.alloc(blockBytes + scratchBytes, 0x36);
  readonly #outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  readonly #long = new Turns();

  /** @param key at most 64 bytes (RFC 2104 hashes longer ones; ours has 32). @throws RangeError for a longer one. */
  constructor(key: Uint8Array) {
    if (key.length > blockBytes) throw new RangeError('the key is longer than a block');
    this.#key = key;
    for (const [index, byte] of key.entries()) {
      this.#inner[index] = 0x36 ^ byte;
      this.#outer[index] = 0x5c ^ byte;
    }
  }

  of(bytes: Uint8Array): string {
    if (bytes.length > scratchBytes) {
      return createHmac('sha256', this.#key).update(bytes).digest('hex');
    }
    this.#inner.set(bytes, blockBytes);
    const first = hash('sha256', this.#inner.subarray(0, blockBytes + bytes.length), 'binary');
    this.#outer.write(first, blockBytes, 'latin1');
    return hash('sha256', this.#outer, 'hex');
  }

  /**
   * A slice per turn of the event loop, and one message after the other: whatever is hashed, nobody else waits longer than for
   * a slice. Cheaper than another thread, which would need a copy. `bytes` must stay as they are until then.
   */
  ofLong(bytes: Uint8Array): Promise<string> {
    return this.#long.take(() => this.#inSlices(bytes));
  }

  async #inSlices(bytes: Uint8Array): Promise<string> {
    const hmac = createHmac('sha256', this.#key);
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      await nextTurn();
      hmac.update(bytes.subarray(at, at + sliceBytes));
    }
    return hmac.digest('hex');
  }
}
