import type { Clock, Timer } from '../../clock.ts';
import type { Part } from '../../json/parts.ts';
import { exactText, resultLimits, scanJson } from '../../json/scan.ts';
import type { ListenFilter } from '../connection/standing-wishes.ts';
import type { UpstreamReply } from '../connection.ts';
import { type Envelope, subscriptionOf } from '../opening/envelope.ts';

/** Who subscribes waits no longer for a child that does not acknowledge. */
const acknowledgeMs = 5_000;
const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

export interface StdioListenOptions {
  clock: Clock;
  envelope: Envelope;
  nextId: () => number;
  /** Sends one JSON-RPC message, or drops it when the child is gone. */
  send: (message: readonly Part[]) => void;
}

/**
 * `subscriptions/listen` to a stateless child: a request that stays open, whose news come between all other messages and carry its
 * id. It has no deadline, and is asked again when the child ends it.
 */
export class StdioListen {
  readonly #options: StdioListenOptions;
  #filter: ListenFilter | null = null;
  #id: number | null = null;
  #timer: Timer | null = null;
  #delayMs = firstDelayMs;
  /** Settled by the acknowledgement of what was last asked for. */
  #begun = Promise.withResolvers<void>();

  constructor(options: StdioListenOptions) {
    this.#options = options;
  }

  /** Asks for these news in place of those before; null for none. Resolves when the child has acknowledged it, or will not. */
  follow(filter: ListenFilter | null): Promise<void> {
    this.#begun.resolve();
    const begun = Promise.withResolvers<void>();
    this.#begun = begun;
    this.#options.clock.after(acknowledgeMs, begun.resolve);
    const before = this.#id;
    this.#timer?.cancel();
    this.#filter = filter;
    this.#id = null;
    if (filter === null) this.#begun.resolve();
    else this.#ask(filter);
    if (before === null) return begun.promise;
    const params = `{"requestId":${before},"reason":"replaced"}`;
    this.#options.send([
      Buffer.from(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":${params}}`),
    ]);
    return begun.promise;
  }

  /** `notifications/subscriptions/acknowledged`, which comes before all news. */
  acknowledged(params: Uint8Array | null): void {
    if (this.hears(params)) this.#begun.resolve();
  }

  /** True when this answer ends the listening: news are then asked for again, unless the child refused. */
  answered(id: number, reply: UpstreamReply): boolean {
    if (id !== this.#id) return false;
    this.#id = null;
    this.#begun.resolve();
    if (reply.kind === 'result') this.#again();
    return true;
  }

  /** `notifications/cancelled` of the child, which may name nothing else (specification: Cancellation). */
  cancelled(params: Uint8Array | null): void {
    if (params === null || this.#id === null) return;
    const requestId = scanJson(params, resultLimits).members?.get('requestId');
    if (requestId === undefined) return;
    if (exactText(params, requestId) !== String(this.#id)) return;
    this.#id = null;
    this.#again();
  }

  /** News came under the id that is listened to; whatever else a child tells unasked is dropped. */
  hears(params: Uint8Array | null): boolean {
    const isOurs =
      params !== null && this.#id !== null && subscriptionOf(params) === String(this.#id);
    if (isOurs) this.#delayMs = firstDelayMs;
    return isOurs;
  }

  stop(): void {
    this.#begun.resolve();
    this.#timer?.cancel();
    this.#filter = null;
    this.#id = null;
  }

  #ask(filter: ListenFilter): void {
    const { envelope, nextId, send } = this.#options;
    this.#id = nextId();
    const { parts } = envelope.wrap([Buffer.from(JSON.stringify({ notifications: filter }))]);
    const head = `{"jsonrpc":"2.0","id":${this.#id},"method":"subscriptions/listen","params":`;
    send([Buffer.from(head), ...parts, Buffer.from('}')]);
  }

  #again(): void {
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    this.#timer = this.#options.clock.after(delayMs, () => {
      if (this.#filter !== null) this.#ask(this.#filter);
    });
  }
}
