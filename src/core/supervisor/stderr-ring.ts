import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { escapeHostile } from './escape-hostile.ts';

const ringBytes = 256 * 1024;
/** A child that writes faster is made to wait: reading must not take the event loop from the other servers. */
const bytesPerSecond = 64 * 1024 * 1024;

/** The end of what a server wrote to stderr, over all its starts (SU-11). For the operator only. */
export class StderrRing {
  readonly #clock: Clock;
  readonly #ring = Buffer.alloc(ringBytes);
  /** Bytes ever written; modulo the size it is the next place. */
  #writtenBytes = 0;
  #secondStartUs = 0;
  #secondBytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Reads the stream to its end. */
  attach(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => {
      this.#write(chunk);
      this.#throttle(stream, chunk.length);
    });
  }

  /** At most 256 KiB, with terminal sequences removed and other hostile characters escaped. */
  text(): string {
    const at = this.#writtenBytes % ringBytes;
    const whole =
      this.#writtenBytes <= ringBytes
        ? this.#ring.subarray(0, this.#writtenBytes)
        : Buffer.concat([this.#ring.subarray(at), this.#ring.subarray(0, at)]);
    return escapeHostile(whole.toString('utf8'));
  }

  #write(chunk: Buffer): void {
    const kept = chunk.subarray(Math.max(0, chunk.length - ringBytes));
    const at = (this.#writtenBytes + chunk.length - kept.length) % ringBytes;
    const first = kept.copy(this.#ring, at);
    kept.copy(this.#ring, 0, first);
    this.#writtenBytes += chunk.length;
  }

  #throttle(stream: Readable, chunkBytes: number): void {
    const nowUs = this.#clock.monoUs();
    if (nowUs - this.#secondStartUs >= 1_000_000) {
      this.#secondStartUs = nowUs;
      this.#secondBytes = 0;
    }
    this.#secondBytes += chunkBytes;
    if (this.#secondBytes <= bytesPerSecond) return;
    stream.pause();
    const restMs = (this.#secondStartUs + 1_000_000 - nowUs) / 1_000;
    this.#clock.after(restMs, () => stream.resume());
  }
}
