import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const chunkBytes = 1_048_576;

/** Disk space held back for the outcomes of calls that are in flight when the disk fills up. */
export class Ballast {
  readonly #path: string;
  readonly #bytes: number;

  constructor(dir: string, bytes: number) {
    this.#path = join(dir, 'ballast');
    this.#bytes = bytes;
  }

  /** What has to be free before it is held. */
  get neededBytes(): number {
    return this.#bytes + chunkBytes;
  }

  /** Takes the space if it is not held already, and only where some is left beside it. Returns whether it is held. */
  hold(): boolean {
    if (statSync(this.#path, { throwIfNoEntry: false })?.size === this.#bytes) return true;
    this.release();
    const { bavail, bsize } = statfsSync(join(this.#path, '..'));
    if (bavail * bsize < this.neededBytes) return false;
    try {
      this.#fill();
      return true;
    } catch {
      // Whatever the reason, the space is not held; the caller refuses to admit anything.
      this.release();
      return false;
    }
  }

  /** Returns whether there was something to release. */
  release(): boolean {
    const held = statSync(this.#path, { throwIfNoEntry: false }) !== undefined;
    rmSync(this.#path, { force: true });
    return held;
  }

  #fill(): void {
    const descriptor = openSync(this.#path, 'wx', 0o600);
    try {
      const zeros = Buffer.alloc(chunkBytes);
      for (let written = 0; written < this.#bytes; ) {
        written += writeSync(descriptor, zeros, 0, Math.min(chunkBytes, this.#bytes - written));
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
