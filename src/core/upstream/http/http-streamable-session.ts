import type { Part } from '../../json/parts.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { notificationMessage, requestMessage } from '../messages/outgoing-message.ts';
import type { Carried } from './carrier.ts';
import { HttpConversation } from './http-conversation.ts';
import type { HttpEndpoint } from './http-endpoint.ts';
import { HttpListener } from './http-listener.ts';
import { acceptBoth, HttpPost } from './http-post.ts';
import { type HttpSession, type HttpSessionOptions, pingQuietly } from './http-session.ts';
import { sendQuietly } from './send-quietly.ts';

/** Streamable HTTP as a client, 2025-03-26 to 2025-11-25: every message is a POST, answered by JSON or by a stream. */
export class HttpStreamableSession implements HttpSession {
  readonly #options: HttpSessionOptions;
  readonly #endpoint: HttpEndpoint;
  readonly #conversation: HttpConversation;
  readonly #listener: HttpListener;
  #headers: Readonly<Record<string, string>> = {};
  readonly #over = Promise.withResolvers<void>();
  #retired = false;

  constructor(options: HttpSessionOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.#conversation = new HttpConversation(
      options,
      {
        stateless: false,
        carry: (id, request) => this.#carry(id, request),
        post: (message) => this.#post(message),
      },
      () => this.#closeWhenIdle(),
    );
    this.#listener = new HttpListener({
      endpoint: options.endpoint,
      clock: options.clock,
      message: (lastEventId) => ({
        method: 'GET',
        headers: {
          ...this.#headers,
          accept: 'text/event-stream',
          ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
        },
        body: null,
      }),
      received: (bytes) => this.#conversation.received(bytes, null),
      doubted: () => pingQuietly(this),
    });
  }

  get inFlight(): number {
    return this.#conversation.inFlight;
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

  async notify(method: string, params: Uint8Array | null = null): Promise<void> {
    await this.#post(notificationMessage(method, params));
    if (method === 'notifications/initialized' && !this.#retired) this.#listener.start();
  }

  retire(): Promise<void> {
    this.#retired = true;
    this.#listener.stop();
    if (this.#conversation.inFlight === 0) this.#closeWhenIdle();
    return this.#over.promise;
  }

  async close(): Promise<void> {
    this.#listener.stop();
    this.#conversation.end();
    if (this.#headers['mcp-session-id'] !== undefined && !this.#retired) await this.#delete();
    this.#retired = true;
    this.#closeWhenIdle();
  }

  #closeWhenIdle(): void {
    if (!this.#retired) return;
    this.#endpoint.close();
    this.#over.resolve();
  }

  #carry(id: number, { method, params }: UpstreamRequest): Carried {
    return new HttpPost({
      id,
      opens: method === 'initialize',
      message: requestMessage(id, method, params),
      headers: this.#headers,
      resumable: true,
      ...this.#options,
      conversation: this.#conversation,
      begun: (sessionId) => {
        this.#headers = { ...this.#headers, 'mcp-session-id': sessionId };
      },
    });
  }

  /** For messages that get no answer: whatever becomes of them, the session goes on. */
  #post(message: readonly Part[]): Promise<void> {
    return this.#send('POST', message);
  }

  #delete(): Promise<void> {
    return this.#send('DELETE', null);
  }

  #send(method: 'POST' | 'DELETE', body: readonly Part[] | null): Promise<void> {
    const headers = {
      ...this.#headers,
      accept: acceptBoth,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    };
    return sendQuietly(this.#endpoint, { method, headers, body }, this.#options.clock);
  }
}
