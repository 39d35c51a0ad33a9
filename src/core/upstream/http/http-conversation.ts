import { CellMap } from '../../cell-map.ts';
import type { Clock } from '../../clock.ts';
import { givenUp } from '../connection/upstream-failure.ts';
import type { Sent, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { resultLimitBytes } from '../messages/message-limits.ts';
import { notificationMessage } from '../messages/outgoing-message.ts';
import { type PendingRequest, PendingRequests, pendingRequest } from '../messages/pending.ts';
import type { ServerCounters } from '../messages/server-counters.ts';
import { readServerMessage, type ServerMessage } from '../messages/server-message.ts';
import { ServerRequests } from '../messages/server-requests.ts';
import type { Carried, Carrier } from './carrier.ts';
import { answerNotValid, broken, notInTime, sessionOver } from './http-failure.ts';

/** News about the server itself: for everybody, whatever stream brings it. */
const ofServer = /\/(list_changed|updated)$/;

/** Never sent in another session: a call may have had its effect, and a ping asks after the session that it went to. */
const ofThisSession: ReadonlySet<string> = new Set(['tools/call', 'ping', 'server/discover']);

type Notification = Extract<ServerMessage, { kind: 'notification' }>;

export interface ConversationOptions {
  clock: Clock;
  /** Several clients share this session: a request of the server that came on no call's stream belongs to nobody. */
  shared: boolean;
  /** Kept by the owner over all sessions. */
  counters: ServerCounters;
  onNotification: (method: string, params: Uint8Array | null) => void;
  onAnswered: (request: UpstreamRequest, reply: UpstreamReply) => void;
  onTimeout: () => void;
}

/** The messages of one session over HTTP: answers matched, deadlines kept, requests of the server refused or counted. */
export class HttpConversation {
  readonly #options: ConversationOptions;
  readonly #carrier: Carrier;
  readonly #pending = new PendingRequests();
  readonly #carried = new CellMap<number, Carried>();
  readonly #serverRequests: ServerRequests;
  readonly #onIdle: () => void;
  #ended = false;

  constructor(options: ConversationOptions, carrier: Carrier, onIdle: () => void) {
    this.#options = options;
    this.#carrier = carrier;
    this.#onIdle = onIdle;
    this.#serverRequests = new ServerRequests({
      clock: options.clock,
      counters: options.counters,
      send: (message) => void carrier.post(message),
      arm: (call, remainingMs) => this.#arm(call, remainingMs),
    });
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  /** Rejects as `Connection.request` does. */
  request(request: UpstreamRequest): Promise<UpstreamReply> {
    if (request.signal.aborted) return Promise.reject(request.signal.reason);
    if (this.#ended) return Promise.reject(sessionOver('none'));
    return new Promise((resolve, reject) => {
      const id = this.#pending.nextId();
      const abort = () =>
        this.#giveUp(id, 'cancelled', (sent) => givenUp(request.signal.reason, sent));
      const pending = pendingRequest(id, request, resolve, reject, abort);
      this.#arm(pending, request.timeoutMs);
      this.#pending.add(pending);
      this.#carried.set(id, this.#carrier.carry(id, request));
    });
  }

  isPending(id: number): boolean {
    return this.#carried.get(id) !== undefined;
  }

  /** The request that was carried under this id will get no answer. */
  failed(id: number, error: unknown): void {
    this.#take(id, false)?.reject(error);
  }

  /**
   * The server no longer knows the session in which this request was sent. A call is never repeated, nor is a ping; anything else is
   * left to `again`, which begins a new session, or answers null.
   */
  forgotten(
    id: number,
    error: unknown,
    again: (request: UpstreamRequest) => Promise<UpstreamReply> | null,
  ): void {
    const pending = this.#take(id, false);
    if (pending === undefined) return;
    const { request } = pending;
    const repeated = ofThisSession.has(request.method) ? null : again(request);
    if (repeated === null) pending.reject(error);
    else repeated.then(pending.resolve, pending.reject);
  }

  /**
   * One message of the server.
   * @param callId the request on whose own stream it came; null for a stream that belongs to none.
   */
  received(bytes: Uint8Array, callId: number | null): void {
    const message = readServerMessage(bytes, this.#carrier.stateless);
    switch (message.kind) {
      case 'reply':
        this.#reply(message.id, message.reply);
        break;
      case 'faulty':
        this.#takeOrCount(message.id)?.reject(answerNotValid());
        break;
      case 'request':
        this.#serverRequests.received(message, this.#callOfRequests(callId));
        break;
      case 'notification':
        this.#notification(message, callId);
        break;
      case 'stray':
        this.#options.counters.unknownIds++;
        break;
      case 'batch':
        for (const id of message.ids) this.failed(id, answerNotValid());
        this.#options.counters.badLines++;
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
      pending.reject(sessionOver(sent));
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
    this.#options.onAnswered(pending.request, reply);
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
    this.#serverRequests.callEnded(pending);
    if (this.#pending.size === 0) this.#onIdle();
  }

  #timeOut(id: number): void {
    this.#giveUp(id, 'deadline', notInTime);
    this.#options.onTimeout();
  }

  /** Nobody waits any more: the server is told, except of `initialize`, where the specification forbids it. */
  #giveUp(id: number, reason: string, error: (sent: Sent) => unknown): void {
    const sent = this.#carried.get(id)?.sent ?? 'none';
    const pending = this.#take(id, false);
    if (pending === undefined) return;
    pending.reject(error(sent));
    // Where each request has a stream of its own, its end has told the server already.
    if (this.#carrier.stateless) return;
    if (sent === 'none' || pending.request.method === 'initialize') return;
    const params = Buffer.from(`{"requestId":${id},"reason":"${reason}"}`);
    void this.#carrier.post(notificationMessage('notifications/cancelled', params));
  }

  /** What comes on a call's stream belongs to the call; elsewhere the server does not say. */
  #callOfRequests(callId: number | null): PendingRequest | undefined {
    if (this.#carrier.stateless) return undefined;
    if (callId !== null) return this.#pending.byId(callId);
    return this.#options.shared ? undefined : this.#pending.newestAskable();
  }

  #notification({ method, params, progressToken }: Notification, callId: number | null): void {
    if (method === 'notifications/progress') {
      if (params === null || progressToken === null) return;
      this.#pending.progressed(progressToken, params, this.#options.clock);
    } else if (method === 'notifications/cancelled') this.#serverRequests.takenBack(params);
    else {
      const call = callId === null ? undefined : this.#pending.byId(callId);
      const notified = ofServer.test(method) ? undefined : call?.request.notified;
      if (notified === undefined) this.#options.onNotification(method, params);
      else notified(method, params);
    }
  }

  #arm(pending: PendingRequest, remainingMs: number): void {
    const { clock } = this.#options;
    if (pending.request.asked !== undefined) pending.dueUs = clock.monoUs() + remainingMs * 1_000;
    pending.timer = clock.after(remainingMs, () => this.#timeOut(pending.id));
  }
}
