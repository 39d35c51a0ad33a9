import { IncomingMessage } from 'node:http';

/** Takes a body piece by piece, as the parser reads it. */
export interface BodySink {
  /** Returns false when nothing more is wanted: what still comes is then read, and dropped, in Node's own way. */
  chunk(bytes: Buffer): boolean;
  end(): void;
  /** The connection broke off before the end. */
  broken(): void;
}

type Headers = IncomingMessage['headers'];

const headersOfNode = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers')?.get;
const none: Headers = {};

/**
 * A request without two things of Node's that a call has no use for, and that cost it a tenth of the main thread's time: the
 * stream around its body, and the dictionary of its headers. Of that dictionary Node itself asks every request for `expect`; on `/mcp`
 * nothing else is in it, since whoever decides there reads `rawHeaders` (`readHeaders`).
 */
export class GatewayRequest extends IncomingMessage {
  static {
    Object.defineProperty(GatewayRequest.prototype, 'headers', {
      get(this: GatewayRequest): Headers {
        return this.url?.startsWith('/mcp')
          ? expectAlone(this.rawHeaders)
          : headersOfNode?.call(this);
      },
    });
  }

  #sink: BodySink | null = null;

  /** The body goes to `sink` instead of through the stream. To be called before its first byte was read, in the turn of `request`. */
  readInto(sink: BodySink): void {
    this.#sink = sink;
    // As a stream would when it is first read: Node drops the body of a request that nobody reads.
    this._read(0);
  }

  /** Called by Node's parser with each piece, and with null at the end. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    const sink = this.#sink;
    if (sink === null) return super.push(chunk, encoding);
    if (chunk === null) {
      this.#sink = null;
      sink.end();
      return false;
    }
    if (sink.chunk(chunk)) return true;
    this.#sink = null;
    return super.push(chunk, encoding);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const sink = this.#sink;
    this.#sink = null;
    sink?.broken();
    super._destroy(error, done);
  }
}

function expectAlone(rawHeaders: readonly string[]): Headers {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 6 && name.toLowerCase() === 'expect') return { expect: rawHeaders[at + 1] };
  }
  return none;
}
