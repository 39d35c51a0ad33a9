import type { IncomingMessage } from 'node:http';

export type BodyFault = 'too_large' | 'aborted';
/** Called exactly once. The bytes may be a view into a larger buffer of Node's. */
export type BodyDone = (body: Uint8Array | BodyFault) => void;

const nothing = new Uint8Array(0);
const firstBytes = 65_536;

/** Reads one request body up to `limit` bytes. A body that came in one piece is handed on without a copy. */
export class BodyReader {
  readonly #req: IncomingMessage;
  readonly #limit: number;
  /** Declared length, or -1 when chunked. */
  readonly #declared: number;
  readonly #done: BodyDone;
  #buffer: Buffer | null = null;
  #length = 0;
  #ended = false;

  constructor(
    req: IncomingMessage,
    declaredLength: string | undefined,
    limit: number,
    done: BodyDone,
  ) {
    this.#req = req;
    this.#limit = limit;
    this.#declared = declaredLength === undefined ? -1 : Number(declaredLength);
    this.#done = done;
  }

  start(): void {
    if (this.#declared > this.#limit) {
      this.#finish('too_large');
      return;
    }
    this.#req.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#req.on('end', () => this.#finish(this.#read()));
    this.#req.on('close', () => this.#finish('aborted'));
  }

  #take(chunk: Buffer): void {
    if (this.#ended) return;
    const length = this.#length + chunk.length;
    if (length > this.#limit) {
      this.#finish('too_large');
      return;
    }
    if (this.#length === 0 && length === this.#declared) {
      this.#finish(chunk);
      return;
    }
    this.#room(length).set(chunk, this.#length);
    this.#length = length;
    if (length === this.#declared) this.#finish(this.#read());
  }

  #room(length: number): Buffer {
    const current = this.#buffer;
    if (current !== null && current.length >= length) return current;
    const wanted =
      this.#declared >= 0
        ? this.#declared
        : Math.min(this.#limit, Math.max(length, firstBytes, 2 * (current?.length ?? 0)));
    const grown = Buffer.allocUnsafeSlow(wanted);
    if (current !== null) current.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
    return grown;
  }

  #read(): Uint8Array {
    return this.#buffer === null ? nothing : this.#buffer.subarray(0, this.#length);
  }

  #finish(body: Uint8Array | BodyFault): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#buffer = null;
    this.#done(body);
  }
}
