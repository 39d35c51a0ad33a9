import type { BodySink, GatewayRequest } from './gateway-request.ts';

export type BodyFault = 'too_large' | 'aborted';
/** Called exactly once. The bytes may be a view into a larger buffer of Node's. */
export type BodyDone = (body: Uint8Array | BodyFault) => void;

const nothing = new Uint8Array(0);
const firstBytes = 65_536;

/** Reads one request body up to `limit` bytes. A body that came in one piece is handed on without a copy. */
export class BodyReader implements BodySink {
  readonly #req: GatewayRequest;
  readonly #limit: number;
  /** Declared length, or -1 when chunked. */
  readonly #declared: number;
  readonly #done: BodyDone;
  #buffer: Buffer | null = null;
  #length = 0;
  #ended = false;

  constructor(
    req: GatewayRequest,
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
    this.#req.readInto(this);
  }

  chunk(bytes: Buffer): boolean {
    const length = this.#length + bytes.length;
    if (length > this.#limit) {
      this.#finish('too_large');
      return false;
    }
    if (this.#length === 0 && length === this.#declared) {
      this.#finish(bytes);
      return true;
    }
    this.#room(length).set(bytes, this.#length);
    this.#length = length;
    if (length === this.#declared) this.#finish(this.#read());
    return true;
  }

  end(): void {
    this.#finish(this.#read());
  }

  broken(): void {
    this.#finish('aborted');
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
