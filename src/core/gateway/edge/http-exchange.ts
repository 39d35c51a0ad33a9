import type { ServerResponse } from 'node:http';
import { errorTable } from '../../../shared/error-table.ts';
import { AppError } from '../../../shared/errors.ts';
import { Cancellation } from '../../cancellation.ts';
import { bytesOf, joinedText, type Part } from '../../json/parts.ts';
import type { Link } from '../../linked-set.ts';
import type { Caller } from '../exchange/caller.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { LongStream, LongStreamOwner } from '../exchange/long-stream.ts';
import type { Route, Session } from '../exchange/session.ts';
import { type ClientFacts, unknownClient } from '../message/client-facts.ts';
import { errorMessage } from '../message/message.ts';
import type { Connection, Waiting } from './connections.ts';
import { EventStream } from './event-stream.ts';
import { commonHeaders, refuse } from './refusal.ts';
import type { Incoming } from './refuser.ts';

const jsonHeaders: readonly string[] = [
  ...commonHeaders,
  'Content-Type',
  'application/json',
  'Content-Length',
];
/** Up to here one copy is cheaper than a gathered write. */
const copiedBytes = 65_536;

/** What an exchange needs of the edge that made it. */
export interface ExchangeHost {
  readonly queuedBytes: number;
  /** The exchange turned into a stream, which wants comments while it is open. */
  streaming(stream: EventStream): void;
  /** Something that began with the exchange ends with its token or the engine. Returns what takes it back. */
  kept(exchange: HttpExchange, end: (reason: AppError) => void): () => void;
  /** The answer is a stream of its own from here on. @throws AppError `too_many_requests`. */
  outlived(exchange: HttpExchange, res: ServerResponse, owner: LongStreamOwner): LongStream;
  /** Answered, or given up; called once. */
  finished(exchange: HttpExchange, stream: EventStream | null): void;
}

/** One admitted POST: answered with JSON, or as an SSE stream when something was sent before the result. */
export class HttpExchange implements Exchange, Waiting {
  readonly caller: Caller;
  readonly route: Route;
  readonly session: Session | null;
  readonly #res: ServerResponse;
  readonly #connection: Connection;
  readonly #host: ExchangeHost;
  /** Among the exchanges of its client. */
  place: Link<HttpExchange> | null = null;
  #client = unknownClient;
  #waits: Link<Waiting> | null = null;
  #paramHeaders: ReadonlyMap<string, string> | null = null;
  #abort: Cancellation | null = null;
  #reason: AppError | null = null;
  #stream: EventStream | null = null;
  #finished = false;

  constructor(
    caller: Caller,
    route: Route,
    { res, connection }: Pick<Incoming, 'res' | 'connection'>,
    session: Session | null,
    host: ExchangeHost,
  ) {
    this.caller = caller;
    this.route = route;
    this.#res = res;
    this.#connection = connection;
    this.session = session;
    this.#host = host;
  }

  get client(): ClientFacts {
    return this.#client;
  }

  get paramHeaders(): ReadonlyMap<string, string> | null {
    return this.#paramHeaders;
  }

  /** Called once, when the message said who speaks. */
  identify(client: ClientFacts, paramHeaders: ReadonlyMap<string, string> | null): void {
    this.#client = client;
    this.#paramHeaders = paramHeaders;
    // Without sessions the stream is all there is: closing it cancels (TRANSPORTS: Cancellation).
    if (client.era === 'stateless') this.#waits = this.#connection.waiting.add(this);
  }

  /** Made when first asked for: most messages never need one. */
  get abort(): Cancellation {
    this.#abort ??= new Cancellation();
    if (this.#reason !== null) this.#abort.abort(this.#reason);
    return this.#abort;
  }

  get connected(): boolean {
    return !this.#res.destroyed && !this.#finished;
  }

  /** True once it was answered, accepted or aborted. */
  get finished(): boolean {
    return this.#finished;
  }

  notify(message: Uint8Array): void {
    if (!this.connected) return;
    if (this.#stream === null) {
      this.#stream = new EventStream(this.#res, this.#host.queuedBytes);
      this.#host.streaming(this.#stream);
    }
    this.#stream.send([message]);
  }

  respond(
    parts: readonly Part[],
    http?: { status?: number; headers?: Readonly<Record<string, string>> },
  ): boolean {
    if (!this.connected) {
      this.#finish();
      return false;
    }
    let there = true;
    if (this.#stream === null) {
      this.#respondJson(parts, http?.status ?? 200, http?.headers);
    } else {
      there = this.#stream.send(parts);
      this.#stream.end();
    }
    this.#finish();
    return there;
  }

  outlive(end: (reason: AppError) => void): () => void {
    return this.#host.kept(this, end);
  }

  stayOpen(owner: LongStreamOwner): LongStream {
    const stream = this.#host.outlived(this, this.#res, owner);
    this.#finish();
    return stream;
  }

  accept(): void {
    if (this.connected) {
      this.#res.writeHead(202, [...commonHeaders, 'Content-Length', '0']);
      this.#res.end();
    }
    this.#finish();
  }

  /** Answers with an error of ours under the HTTP status of its row. `id` is exact JSON text, empty when unknown. */
  fail(error: AppError, id = ''): void {
    const status = errorTable[error.code].http;
    this.respond(errorMessage(id, error), { status });
  }

  /** Ends it from outside: the signal fires, and a result that still comes is delivered to nobody (AU-10). */
  end(reason: AppError): void {
    if (this.#finished) return;
    this.#reason = reason;
    if (this.connected && this.#stream === null) refuse(this.#res, reason.code, { close: true });
    else this.#stream?.end();
    this.#finish();
    this.#abort?.abort(reason);
  }

  /** Closes the books without an answer: the client is gone, or the edge answers itself. */
  giveUp(): void {
    this.#finish();
  }

  /** The connection closed: told only where that cancels. */
  hungUp(): void {
    if (this.#finished) return;
    this.#reason = new AppError('cancelled');
    this.#finish();
    this.#abort?.abort(this.#reason);
  }

  #respondJson(
    parts: readonly Part[],
    status: number,
    extra: Readonly<Record<string, string>> | undefined,
  ): void {
    const res = this.#res;
    const length = bytesOf(parts);
    const headers = [...jsonHeaders, String(length)];
    if (extra !== undefined) for (const name in extra) headers.push(name, extra[name] ?? '');
    res.writeHead(status, headers);
    if (length <= copiedBytes) {
      // As one latin1 string Node puts head and body into a single write; the bytes stay what they are.
      res.end(joinedText(parts), 'latin1');
      return;
    }
    res.cork();
    for (const part of parts) res.write(part, 'latin1');
    res.end();
    res.uncork();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#waits?.remove();
    this.#host.finished(this, this.#stream);
  }
}
