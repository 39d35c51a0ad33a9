import type { IncomingMessage } from 'node:http';
import type { Part } from '../../json/parts.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { notificationMessage, requestMessage } from '../messages/outgoing-message.ts';
import type { Carried } from './carrier.ts';
import { HttpConversation } from './http-conversation.ts';
import type { HttpEndpoint } from './http-endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { broken, operatorDetail, refusedWith, tokenEnded, unreachable } from './http-failure.ts';
import { type HttpSession, type HttpSessionOptions, mediaType } from './http-session.ts';
import { readEvents } from './http-stream.ts';
import { sendQuietly } from './send-quietly.ts';
import type { SseEvent } from './sse-decoder.ts';

/** The HTTP+SSE transport of 2024-11-05: one GET stream brings every answer, its first event names where to POST. */
export class HttpSseSession implements HttpSession {
  readonly #options: HttpSessionOptions;
  readonly #endpoint: HttpEndpoint;
  readonly #conversation: HttpConversation;
  readonly #stream: HttpExchange;
  readonly #located: { resolve: (url: URL) => void; reject: (error: Error) => void };
  /** Where to POST; resolves with the first event. */
  readonly #location: Promise<URL>;
  #postUrl: URL;
  #headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
  #over = false;

  constructor(options: HttpSessionOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.#postUrl = options.endpoint.url;
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    this.#located = { resolve, reject };
    this.#location = promise;
    // Nobody may be waiting when the stream fails.
    promise.catch(() => {});
    this.#conversation = new HttpConversation(
      options,
      {
        stateless: false,
        carry: (id, request) => this.#carry(id, request),
        post: (message) => this.#post(message),
      },
      () => {},
    );
    this.#stream = this.#endpoint.send(
      { method: 'GET', headers: { accept: 'text/event-stream' }, body: null },
      {
        response: (response) => this.#listen(response),
        failed: (error) => this.#end(unreachable(error, 'none')),
      },
    );
  }

  get inFlight(): number {
    return this.#conversation.inFlight;
  }

  /** Waits for the place to POST to. @throws AppError when the server has no such stream. */
  async locate(): Promise<void> {
    this.#postUrl = await this.#location;
  }

  request(request: UpstreamRequest): Promise<UpstreamReply> {
    return this.#conversation.request(request);
  }

  async ping(timeoutMs: number): Promise<void> {
    const { signal } = new AbortController();
    await this.request({ method: 'ping', params: null, timeoutMs, signal });
  }

  opened({ protocolVersion }: ServerFacts): void {
    this.#headers = { ...this.#headers, 'mcp-protocol-version': protocolVersion };
  }

  notify(method: string, params: Uint8Array | null = null): Promise<void> {
    return this.#post(notificationMessage(method, params));
  }

  /** Every answer comes on the one stream: without it nothing in flight can end well. */
  retire(): Promise<void> {
    return this.close();
  }

  close(): Promise<void> {
    this.#over = true;
    this.#located.reject(unreachable(new Error('closed'), 'none'));
    this.#stream.destroy();
    this.#conversation.end();
    this.#endpoint.close();
    return Promise.resolve();
  }

  #listen(response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    if (status !== 200 || mediaType(response.headers['content-type']) !== 'text/event-stream') {
      response.destroy();
      this.#end(refusedWith(status, this.#endpoint.signInUrl));
      return;
    }
    readEvents(response, {
      event: (event) => this.#event(event),
      tooLarge: () => this.#end(broken('too_large', 'A message is larger than 8 MiB')),
      ended: () => this.#end(unreachable(new Error('ended'), 'none')),
    });
  }

  #event({ type, data }: SseEvent): void {
    if (type === 'message' && data.length > 0) this.#conversation.received(data, null);
    if (type !== 'endpoint') return;
    try {
      this.#located.resolve(this.#endpoint.at(Buffer.from(data).toString('utf8')));
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error('endpoint'));
    }
  }

  #end(error: Error): void {
    if (this.#over) return;
    this.#located.reject(error);
    this.#options.onLost({ kind: 'expired', detail: 'Its stream ended' });
    void this.close();
  }

  #carry(id: number, { method, params }: UpstreamRequest): Carried {
    const exchange = this.#endpoint.send(
      { method: 'POST', headers: this.#headers, body: requestMessage(id, method, params) },
      {
        response: (response, renewable) => {
          response.resume();
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) return;
          const failure = renewable ? tokenEnded() : refusedWith(status, this.#endpoint.signInUrl);
          this.#conversation.failed(id, failure);
          if (status !== 401) return;
          const kind = renewable ? 'expired' : 'sign_in';
          this.#options.onLost({ kind, detail: operatorDetail(failure) });
        },
        failed: (error, connected) =>
          this.#conversation.failed(id, unreachable(error, connected ? exchange.sent : 'none')),
      },
      this.#postUrl,
    );
    return {
      get sent() {
        return exchange.sent;
      },
      release: () => {},
    };
  }

  #post(message: readonly Part[]): Promise<void> {
    return sendQuietly(
      this.#endpoint,
      { method: 'POST', headers: this.#headers, body: message },
      this.#options.clock,
      this.#postUrl,
    );
  }
}
