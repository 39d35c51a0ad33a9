import type { Clock } from '../clock.ts';
import { answerServer } from './answer-server.ts';
import type { ConnectionStatus, Sent, UpstreamReply, UpstreamRequest } from './connection.ts';
import { httpFailure } from './http-failure.ts';
import { resultLimitBytes } from './message-limits.ts';
import { type PendingRequest, PendingRequests } from './pending.ts';
import { readServerMessage } from './server-message.ts';

const messageEnd = Buffer.from('}');

/** A request on its way. */
export interface Carried {
  readonly sent: Sent;
  /** The request is settled. `answered` is false when nobody waits for an answer that may still come. */
  release(answered: boolean): void;
}

/** How messages travel: what the two HTTP transports differ in. */
export interface Carrier {
  /** Sends a request. What comes of it reaches `received` or `failed` of the conversation, later. */
  carry(id: number, method: string, message: readonly Uint8Array[]): Carried;
  /** Sends a message that gets no answer. Never rejects. */
  post(message: readonly Uint8Array[]): Promise<void>;
}

export interface ConversationOptions {
  clock: Clock;
  /** Kept by the owner over all sessions. */
  counters: ConnectionStatus['counters'];
  onNotification: (method: string, params: Uint8Array | null) => void;
  onAnswered: (request: UpstreamRequest) => void;
  onTimeout: () => void;
}

/** The messages of one session over HTTP: answers matched, deadlines kept, requests of the server refused or counted. */
export class HttpConversation {
  readonly #options: ConversationOptions;
  readonly #carrier: Carrier;
  readonly #pending = new PendingRequests();
  readonly #carried = new Map<number, Carried>();
  readonly #onIdle: () => void;
  #ended = false;

  constructor(options: ConversationOptions, carrier: Carrier, onIdle: () => void) {
    this.#options = options;
    this.#carrier = carrier;
    this.#onIdle = onIdle;
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  /** Rejects as `Connection.request` does. */
  request(request: UpstreamRequest): Promise<UpstreamReply> {
    if (request.signal.aborted) return Promise.reject(request.signal.reason);
    if (this.#ended) return Promise.reject(over('none'));
    return new Promise((resolve, reject) => {
      const id = this.#pending.nextId();
      const aborted = () => this.#giveUp(id, 'cancelled', () => request.signal.reason);
      request.signal.addEventListener('abort', aborted);
      this.#pending.add({
        id,
        request,
        resolve,
        reject,
        written: null,
        timer: this.#options.clock.after(request.timeoutMs, () => this.#timeOut(id)),
        progressRate: null,
        release: () => request.signal.removeEventListener('abort', aborted),
      });
      this.#carried.set(id, this.#carrier.carry(id, request.method, messageOf(id, request)));
    });
  }

  isPending(id: number): boolean {
    return this.#carried.has(id);
  }

  /** The request that was carried under this id will get no answer. */
  failed(id: number, error: unknown): void {
    this.#take(id, false)?.reject(error);
  }

  /** One message of the server, whatever stream brought it. */
  received(bytes: Uint8Array): void {
    const message = readServerMessage(bytes);
    switch (message.kind) {
      case 'reply':
        this.#reply(message.id, message.reply);
        break;
      case 'faulty':
        this.#takeOrCount(message.id)?.reject(broken('upstream_error', 'Its answer is not valid'));
        break;
      case 'request':
        void this.#carrier.post([
          Buffer.from(answerServer(message.method, message.id, this.#options.counters)),
        ]);
        break;
      case 'notification':
        this.#notification(message.method, message.params, message.progressToken);
        break;
      case 'stray':
        this.#options.counters.unknownIds++;
        break;
      case 'junk':
        this.#options.counters.badLines++;
    }
  }

  /** Every outstanding request fails: the session is over, and takes no more. */
  end(): void {
    this.#ended = true;
    for (const pending of this.#pending.takeAll()) {
      const carried = this.#carried.get(pending.id);
      const sent = carried?.sent ?? 'none';
      this.#settle(pending, carried, false);
      pending.reject(over(sent));
    }
  }

  #reply(id: number, reply: UpstreamReply): void {
    const pending = this.#takeOrCount(id);
    if (pending === undefined) return;
    const bytes = reply.kind === 'error' ? reply.error : reply.result;
    if (bytes.length > resultLimitBytes) {
      pending.reject(broken('too_large', 'Its result is larger than 8 MiB'));
      return;
    }
    pending.resolve(reply);
    this.#options.onAnswered(pending.request);
  }

  #takeOrCount(id: number): PendingRequest | undefined {
    const pending = this.#take(id, true);
    if (pending === undefined) this.#pending.countUnexpected(id, this.#options.counters);
    return pending;
  }

  #take(id: number, answered: boolean): PendingRequest | undefined {
    const pending = this.#pending.take(id);
    if (pending !== undefined) this.#settle(pending, this.#carried.get(id), answered);
    return pending;
  }

  #settle(pending: PendingRequest, carried: Carried | undefined, answered: boolean): void {
    this.#carried.delete(pending.id);
    pending.timer?.cancel();
    pending.release();
    carried?.release(answered);
    if (this.#pending.size === 0) this.#onIdle();
  }

  #timeOut(id: number): void {
    const sent = this.#carried.get(id)?.sent ?? 'none';
    this.#giveUp(id, 'deadline', () =>
      httpFailure({
        code: 'upstream_timeout',
        sent,
        cause: 'timeout',
        detail: 'It did not answer in time',
      }),
    );
    this.#options.onTimeout();
  }

  /** Nobody waits any more: the server is told, except of `initialize`, where the specification forbids it. */
  #giveUp(id: number, reason: string, error: () => unknown): void {
    const wasSent = this.#carried.get(id)?.sent !== 'none';
    const pending = this.#take(id, false);
    if (pending === undefined) return;
    pending.reject(error());
    if (!wasSent || pending.request.method === 'initialize') return;
    const params = Buffer.from(`{"requestId":${id},"reason":"${reason}"}`);
    void this.#carrier.post(notificationMessage('notifications/cancelled', params));
  }

  #notification(method: string, params: Uint8Array | null, token: string | null): void {
    if (method !== 'notifications/progress') this.#options.onNotification(method, params);
    else if (params !== null && token !== null) {
      this.#pending.progressed(token, params, this.#options.clock);
    }
  }
}

/** The JSON of a notification. */
export function notificationMessage(method: string, params: Uint8Array | null): Uint8Array[] {
  const head = `{"jsonrpc":"2.0","method":${JSON.stringify(method)}`;
  if (params === null) return [Buffer.from(`${head}}`)];
  return [Buffer.from(`${head},"params":`), params, messageEnd];
}

function messageOf(id: number, { method, params }: UpstreamRequest): Uint8Array[] {
  const head = `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}`;
  if (params === null) return [Buffer.from(`${head}}`)];
  return [Buffer.from(`${head},"params":`), ...params, messageEnd];
}

function over(sent: Sent): Error {
  return httpFailure({
    code: 'upstream_unavailable',
    sent,
    cause: sent === 'none' ? 'not_sent' : 'upstream_died',
    detail: 'The session ended',
  });
}

/** The server broke the protocol in its answer to one request. */
export function broken(cause: 'upstream_error' | 'too_large', detail: string): Error {
  return httpFailure({ code: 'upstream_protocol', sent: 'whole', cause, detail });
}
