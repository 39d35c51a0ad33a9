import type { Clock } from '../../clock.ts';
import type { Part } from '../../json/parts.ts';
import type { Child } from '../../supervisor/child.ts';
import { givenUp } from '../connection/upstream-failure.ts';
import type { Sent, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { resultLimitBytes } from '../messages/message-limits.ts';
import { notificationMessage, requestMessage } from '../messages/outgoing-message.ts';
import { type PendingRequest, PendingRequests, pendingRequest } from '../messages/pending.ts';
import type { ServerCounters } from '../messages/server-counters.ts';
import { idAtEdge, readServerMessage } from '../messages/server-message.ts';
import { ServerRequests } from '../messages/server-requests.ts';
import type { Envelope } from '../opening/envelope.ts';
import { BadLines } from './bad-lines.ts';
import { ChildInput, lineBytes } from './child-input.ts';
import { LineFramer } from './line-framer.ts';
import { died, protocolError, timedOut, unavailable } from './stdio-failure.ts';
import { StdioStateless } from './stdio-stateless.ts';

const lineLimitBytes = 10 * 1024 * 1024;

export interface SessionOptions {
  child: Child;
  clock: Clock;
  /** Several clients share this child: none of them can be asked anything. */
  shared: boolean;
  /** Kept by the owner over all starts. */
  counters: ServerCounters;
  /** The server broke the protocol beyond repair: it is to be killed. `detail` is for the operator. */
  onBroken: (detail: string) => void;
  onNotification: (method: string, params: Uint8Array | null) => void;
  /** A request was answered, or ran into its deadline. */
  onAnswered: () => void;
  onTimeout: () => void;
}

/** The conversation with one running child: requests out, answers matched, everything else refused or counted. */
export class StdioSession {
  readonly #options: SessionOptions;
  readonly #clock: Clock;
  readonly #input: ChildInput;
  readonly #framer: LineFramer;
  readonly #pending = new PendingRequests();
  readonly #serverRequests: ServerRequests;
  readonly #badLines: BadLines;
  /** One for all requests: a call pays for no other closure than its own. */
  readonly #onAbort = (id: number) => this.#abort(id);
  #stateless: StdioStateless | null = null;
  #ended = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#badLines = new BadLines(options.counters, options.clock);
    this.#input = new ChildInput(options.child.stdin, options.clock);
    this.#serverRequests = new ServerRequests({
      clock: options.clock,
      counters: options.counters,
      send: (message) => this.#sendOrDrop(message),
      arm: (call, remainingMs) => this.#arm(call, remainingMs),
    });
    this.#framer = new LineFramer(lineLimitBytes, {
      line: (bytes) => this.#line(bytes),
      tooLong: (head) => this.#tooLong(head),
    });
    options.child.stdout.on('data', (chunk: Buffer) => this.#framer.push(chunk));
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  /** Rejects as `Connection.request` does. */
  request(request: UpstreamRequest): Promise<UpstreamReply> {
    if (request.signal.aborted) return Promise.reject(request.signal.reason);
    if (this.#ended || !this.#input.open) return Promise.reject(died('none'));
    return new Promise((resolve, reject) => {
      const id = this.#pending.nextId();
      const pending = pendingRequest(id, request, resolve, reject, this.#onAbort);
      this.#pending.add(pending);
      this.#send(pending);
    });
  }

  notify(method: string, params: Uint8Array | null = null): void {
    this.#sendOrDrop(notificationMessage(method, params));
  }

  /** From now on in the stateless era with this envelope, or in the session era with none. */
  speak(envelope: Envelope | null): void {
    this.#stateless?.stop();
    this.#stateless =
      envelope &&
      new StdioStateless({
        clock: this.#clock,
        envelope,
        pending: this.#pending,
        shared: this.#options.shared,
        nextId: () => this.#pending.nextId(),
        send: (message) => this.#sendOrDrop(message),
        onNotification: this.#options.onNotification,
      });
  }

  /** Null in the session era. */
  get stateless(): StdioStateless | null {
    return this.#stateless;
  }

  /** Every request that is outstanding fails with `upstream_died`; nothing that still comes is read. */
  end(): void {
    this.#ended = true;
    this.#stateless?.stop();
    this.#input.flush();
    this.#framer.close();
    for (const pending of this.#pending.takeAll())
      this.#fail(pending, died(this.#input.sent(pending.written)));
  }

  #send(pending: PendingRequest): void {
    const { id, request } = pending;
    const params = this.#stateless === null ? request.params : this.#stateless.params(request);
    const message = requestMessage(id, request.method, params);
    const bytes = lineBytes(message);
    if (this.#input.hasRoom(bytes)) {
      this.#write(pending, message);
      return;
    }
    const takeBack = this.#input.whenRoom(
      bytes,
      () => this.#write(pending, message),
      () => this.#settleWith(pending.id, unavailable()),
    );
    const { release } = pending;
    pending.release = () => {
      takeBack();
      release();
    };
  }

  #write(pending: PendingRequest, message: readonly Part[]): void {
    const startBytes = this.#input.queuedBytes;
    pending.written = { startBytes, endBytes: startBytes + lineBytes(message) };
    this.#arm(pending, pending.request.timeoutMs);
    this.#input.write(message, this.#pending.size === 1);
  }

  #arm(pending: PendingRequest, remainingMs: number): void {
    if (pending.request.asked !== undefined) {
      pending.dueUs = this.#clock.monoUs() + remainingMs * 1_000;
    }
    pending.timer = this.#clock.after(remainingMs, () => this.#timeOut(pending.id));
  }

  #timeOut(id: number): void {
    const pending = this.#pending.take(id);
    if (pending === undefined) return;
    const sent = this.#gotTo(pending);
    this.#cancel(pending, 'deadline');
    this.#fail(pending, timedOut(sent));
    this.#options.onTimeout();
  }

  #abort(id: number): void {
    const pending = this.#pending.take(id);
    if (pending === undefined) return;
    const sent = this.#gotTo(pending);
    this.#cancel(pending, 'cancelled');
    this.#fail(pending, givenUp(pending.request.signal.reason, sent));
  }

  /** How far a request got that nobody waits for any more: what was written is not taken back, and a child that reads again gets it. */
  #gotTo({ written }: PendingRequest): Sent {
    const sent = this.#input.sent(written);
    return sent === 'none' && written !== null ? 'partial' : sent;
  }

  /** The specification forbids cancelling `initialize`. */
  #cancel(pending: PendingRequest, reason: string): void {
    if (pending.written === null || pending.request.method === 'initialize') return;
    const params = `{"requestId":${pending.id},"reason":"${reason}"}`;
    this.notify('notifications/cancelled', Buffer.from(params));
  }

  /** For messages nobody waits for: a child that does not read must not make them pile up. */
  #sendOrDrop(message: readonly Part[]): void {
    if (!this.#ended && this.#input.open && this.#input.hasRoom(lineBytes(message))) {
      this.#input.write(message);
    }
  }

  #line(line: Uint8Array): void {
    if (line.length === 0) return;
    const message = readServerMessage(line, this.#stateless !== null);
    switch (message.kind) {
      case 'reply':
        this.#reply(message.id, message.reply);
        break;
      case 'faulty':
        this.#settleOrCount(message.id, () => protocolError('upstream_error'));
        break;
      case 'request':
        this.#serverRequests.received(message, this.#callOfRequests());
        break;
      case 'notification':
        this.#notification(message.method, message.params, message.progressToken);
        break;
      case 'stray':
        this.#options.counters.unknownIds++;
        break;
      case 'batch':
        for (const id of message.ids) this.#settleWith(id, protocolError('upstream_error'));
        this.#badLine();
        break;
      case 'junk':
        this.#badLine();
    }
  }

  #reply(id: number, reply: UpstreamReply): void {
    const bytes = reply.kind === 'error' ? reply.error : reply.result;
    if (bytes.length > resultLimitBytes) {
      this.#settleOrCount(id, () => protocolError('too_large'));
      return;
    }
    if (this.#stateless?.answered(id, reply)) return;
    const pending = this.#takeOrCount(id);
    if (pending === undefined) return;
    this.#release(pending);
    pending.resolve(reply);
    this.#options.onAnswered();
  }

  #takeOrCount(id: number): PendingRequest | undefined {
    const pending = this.#pending.take(id);
    if (pending === undefined) this.#pending.countUnexpected(id, this.#options.counters);
    return pending;
  }

  #settleOrCount(id: number, error: () => Error): void {
    const pending = this.#takeOrCount(id);
    if (pending !== undefined) this.#fail(pending, error());
  }

  #settleWith(id: number, error: Error): void {
    const pending = this.#pending.take(id);
    if (pending !== undefined) this.#fail(pending, error);
  }

  /** A child does not say which call a request of its belongs to; one that is shared is never let through (DESIGN: Protocol). */
  #callOfRequests(): PendingRequest | undefined {
    if (this.#options.shared || this.#stateless !== null) return undefined;
    return this.#pending.newestAskable();
  }

  #notification(method: string, params: Uint8Array | null, token: string | null): void {
    if (method === 'notifications/progress') {
      if (params !== null && token !== null) this.#pending.progressed(token, params, this.#clock);
    } else if (this.#stateless !== null) this.#stateless.told(method, params);
    else if (method === 'notifications/cancelled') this.#serverRequests.takenBack(params);
    else this.#options.onNotification(method, params);
  }

  #badLine(): void {
    const detail = this.#badLines.add();
    if (detail !== null) this.#break(detail);
  }

  #tooLong(head: Uint8Array): void {
    const id = idAtEdge(head);
    if (id !== null) this.#settleWith(id, protocolError('too_large'));
    this.#break('It printed a line over 10 MiB');
  }

  #break(detail: string): void {
    this.end();
    this.#options.onBroken(detail);
  }

  #fail(pending: PendingRequest, error: unknown): void {
    this.#release(pending);
    pending.reject(error);
  }

  #release(pending: PendingRequest): void {
    pending.timer?.cancel();
    pending.release();
    this.#serverRequests.callEnded(pending);
  }
}
