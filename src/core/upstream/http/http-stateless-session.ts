import { encodeHeaderText } from '../../header-text.ts';
import { textOf } from '../../json/scan.ts';
import type { ListenFilter } from '../connection/standing-wishes.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { requestMessage } from '../messages/outgoing-message.ts';
import { readServerMessage } from '../messages/server-message.ts';
import { Envelope, type Enveloped, statelessVersion } from '../opening/envelope.ts';
import type { Carried } from './carrier.ts';
import { HttpConversation } from './http-conversation.ts';
import type { HttpEndpoint } from './http-endpoint.ts';
import type { HttpMessage } from './http-exchange.ts';
import { HttpListener } from './http-listener.ts';
import { acceptBoth, HttpPost } from './http-post.ts';
import { type HttpSession, type HttpSessionOptions, pingQuietly } from './http-session.ts';
import { ParamHeaders } from './param-headers.ts';

/** Who subscribes waits no longer for a server that does not acknowledge. */
const acknowledgeMs = 5_000;
const headerMismatch = -32_020;
const unsupportedVersion = -32_022;
const noMoreThanNews = /\/(list_changed|updated)$/;

/**
 * Streamable HTTP of 2026-07-28: each request is a POST that says all that it needs, and its answer's end is its cancellation.
 * There is no session; what is kept here is our side alone: who waits for what, and the one stream of news.
 */
export class HttpStatelessSession implements HttpSession {
  readonly #options: HttpSessionOptions;
  readonly #endpoint: HttpEndpoint;
  readonly #envelope: Envelope;
  readonly #conversation: HttpConversation;
  readonly #paramHeaders = new ParamHeaders();
  readonly #over = Promise.withResolvers<void>();
  /** The stream of news, last; before it those in whose place it comes, until it does. */
  readonly #listeners: HttpListener[] = [];
  #listens = 0;
  #retired = false;

  constructor(options: HttpSessionOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.#envelope = new Envelope(options.identity);
    this.#conversation = new HttpConversation(
      { ...options, onAnswered: (request, reply) => this.#answered(request, reply) },
      {
        stateless: true,
        carry: (id, request) => this.#carry(id, request),
        // Nothing but requests goes to such a server.
        post: () => Promise.resolve(),
      },
      () => this.#closeWhenIdle(),
    );
  }

  get inFlight(): number {
    return this.#conversation.inFlight;
  }

  request(request: UpstreamRequest): Promise<UpstreamReply> {
    return this.#conversation.request(request);
  }

  opened(_facts: ServerFacts): void {}

  notify(): Promise<void> {
    return Promise.resolve();
  }

  async ping(timeoutMs: number): Promise<void> {
    const { signal } = new AbortController();
    await this.request({ method: 'server/discover', params: null, timeoutMs, signal });
  }

  setLogLevel(level: string | null): void {
    this.#envelope.logLevel = level;
  }

  listen(filter: ListenFilter | null): Promise<void> {
    if (filter === null || this.#retired) {
      this.#stopListening();
      return Promise.resolve();
    }
    const begun = Promise.withResolvers<void>();
    this.#options.clock.after(acknowledgeMs, begun.resolve);
    const listener = new HttpListener({
      endpoint: this.#endpoint,
      clock: this.#options.clock,
      message: () => this.#listenMessage(filter),
      received: (bytes) => {
        this.#stopBefore(listener);
        begun.resolve();
        this.#heard(bytes);
      },
      // It may come up later: who subscribes does not wait for that.
      interrupted: () => begun.resolve(),
      doubted: () => pingQuietly(this),
    });
    this.#listeners.push(listener);
    listener.start();
    return begun.promise;
  }

  /** From its first message on a new stream tells all that the older ones would. */
  #stopBefore(listener: HttpListener): void {
    const older = Math.max(0, this.#listeners.indexOf(listener));
    for (const before of this.#listeners.splice(0, older)) before.stop();
  }

  #stopListening(): void {
    for (const listener of this.#listeners.splice(0)) listener.stop();
  }

  retire(): Promise<void> {
    this.#retired = true;
    this.#stopListening();
    this.#closeWhenIdle();
    return this.#over.promise;
  }

  close(): Promise<void> {
    this.#retired = true;
    this.#stopListening();
    this.#conversation.end();
    this.#closeWhenIdle();
    return Promise.resolve();
  }

  #closeWhenIdle(): void {
    if (!this.#retired || this.#conversation.inFlight > 0) return;
    this.#endpoint.close();
    this.#over.resolve();
  }

  #carry(id: number, { method, params, clientCapabilities, logLevel }: UpstreamRequest): Carried {
    const enveloped = this.#envelope.wrap(params, clientCapabilities, logLevel);
    return new HttpPost({
      ...this.#options,
      id,
      opens: false,
      message: requestMessage(id, method, enveloped.parts),
      headers: { ...headersOf(method), ...this.#mirrored(method, enveloped) },
      resumable: false,
      conversation: this.#conversation,
      begun: () => {},
    });
  }

  /** The parts of the params that go into headers as well. */
  #mirrored(method: string, { bytes, root }: Enveloped): Readonly<Record<string, string>> {
    const source = namedBy[method];
    const node = source === undefined ? undefined : root.members?.get(source);
    if (node?.type !== 'string') return {};
    const name = textOf(bytes, node);
    const args = () => {
      const given = root.members?.get('arguments');
      return given === undefined ? null : bytes.subarray(given.start, given.end);
    };
    const own = method === 'tools/call' ? this.#paramHeaders.of(name, args) : {};
    return { ...own, 'mcp-name': encodeHeaderText(name) };
  }

  #answered(request: UpstreamRequest, reply: UpstreamReply): void {
    const { onNotification, onLost, onAnswered } = this.#options;
    if (reply.kind === 'result' && request.method === 'tools/list') {
      this.#paramHeaders.learn(reply.result);
    } else if (reply.kind === 'error' && reply.code === unsupportedVersion) {
      onLost({ kind: 'expired', detail: 'It no longer speaks 2026-07-28' });
    } else if (reply.kind === 'error' && reply.code === headerMismatch) {
      // Its tools want other headers than they did; the call is not repeated, since a changed definition wants a person's eye.
      onNotification('notifications/tools/list_changed', null);
    }
    onAnswered(request, reply);
  }

  #listenMessage(filter: ListenFilter): HttpMessage {
    const method = 'subscriptions/listen';
    const params = this.#envelope.wrap([Buffer.from(JSON.stringify({ notifications: filter }))]);
    const headers = {
      ...headersOf(method),
      accept: acceptBoth,
      'content-type': 'application/json',
    };
    return { method: 'POST', headers, body: requestMessage(++this.#listens, method, params.parts) };
  }

  /** The acknowledgement and the end of the stream say nothing that is not known. */
  #heard(bytes: Uint8Array): void {
    const message = readServerMessage(bytes);
    if (message.kind === 'junk') this.#options.counters.badLines++;
    if (message.kind !== 'notification' || !noMoreThanNews.test(message.method)) return;
    this.#options.onNotification(message.method, message.params);
  }
}

/** Which member of the params stands in `Mcp-Name` (specification: Standard Request Headers). */
const namedBy: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  // The tasks extension names its tasks there.
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

function headersOf(method: string): Record<string, string> {
  return { 'mcp-protocol-version': statelessVersion, 'mcp-method': method };
}
