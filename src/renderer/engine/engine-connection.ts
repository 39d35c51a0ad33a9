import type { Reply, WireError } from '../../shared/errors.ts';
import { type EventBatch, EventBatcher } from './event-batcher.ts';
import type { PageClock } from './page-clock.ts';
import type { PageVisibility } from './page-visibility.ts';
import type { Transport } from './transport.ts';

/** Where the page stands with the engine. */
export type EngineState =
  | { readonly status: 'connecting' }
  /** `live`: events flow, so what is shown follows by itself. */
  | { readonly status: 'online'; readonly live: boolean }
  | {
      readonly status: 'unreachable';
      readonly error: WireError;
      readonly sinceUs: number;
      /** When the engine last answered; null where it never did. */
      readonly lastReplyUs: number | null;
      readonly retryAtUs: number;
    }
  /** The engine answers, but not to this page: it has no token, or one that ended. */
  | { readonly status: 'locked'; readonly error: WireError }
  /** The engine runs, and answers no page: its management over HTTP is off. */
  | { readonly status: 'closed' };

const firstRetryMs = 500;
const maxRetryMs = 5_000;
/** Codes of an engine that does not answer this page at all. */
const lost: ReadonlySet<string> = new Set(['unreachable', 'unauthorized', 'management_off']);

export interface EngineConnectionOptions {
  readonly transport: Transport;
  readonly clock: PageClock;
  readonly visibility: PageVisibility;
}

/** The one line to the engine: asks, hears events, and knows whether anybody answers. */
export class EngineConnection {
  readonly #transport: Transport;
  readonly #clock: PageClock;
  readonly #visibility: PageVisibility;
  readonly #batcher: EventBatcher;
  readonly #stateListeners = new Set<() => void>();
  readonly #batchListeners = new Set<(batch: EventBatch) => void>();
  #state: EngineState = { status: 'connecting' };
  #lastReplyUs: number | null = null;
  #stopListening: (() => void) | null = null;
  #retry: { cancel(): void } | null = null;
  #retryMs = firstRetryMs;

  constructor({ transport, clock, visibility }: EngineConnectionOptions) {
    this.#transport = transport;
    this.#clock = clock;
    this.#visibility = visibility;
    this.#batcher = new EventBatcher(clock, visibility, (batch) => {
      for (const listener of this.#batchListeners) listener(batch);
    });
    visibility.onChange(() => {
      if (!visibility.hidden() && this.#isAway()) this.reconnect();
    });
  }

  readonly state = (): EngineState => this.#state;

  /** Calls on every change of the state. Returns the function that ends it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  /** Calls at most four times a second with what was announced. Returns the function that ends it. */
  readonly onEvents = (listener: (batch: EventBatch) => void): (() => void) => {
    this.#batchListeners.add(listener);
    return () => this.#batchListeners.delete(listener);
  };

  async invoke(method: string, input: unknown): Promise<Reply<unknown>> {
    const reply = await this.#transport.invoke(method, input);
    if (reply.ok || !lost.has(reply.error.code)) {
      this.#lastReplyUs = this.#clock.nowUs();
      if (this.#isAway()) this.reconnect();
    } else this.#lose(reply.error);
    return reply;
  }

  /** Takes an export away that was made over HTTP. */
  takeExport(name: string): Promise<Reply<Blob>> {
    return this.#transport.takeExport(name);
  }

  /** Tries at once: at the start, with a new token, or because a person asked for it. */
  reconnect(): void {
    this.#quiet();
    this.#stopListening = this.#transport.listen({
      opened: () => {
        this.#retryMs = firstRetryMs;
        this.#lastReplyUs = this.#clock.nowUs();
        this.#set({ status: 'online', live: true });
        this.#batcher.miss();
      },
      event: (event) => this.#batcher.add(event),
      closed: (error) => this.#lose(error),
    });
  }

  #isAway(): boolean {
    return this.#state.status === 'unreachable' || this.#state.status === 'closed';
  }

  #lose(error: WireError): void {
    if (error.code === 'unauthorized') {
      this.#quiet();
      this.#set({ status: 'locked', error });
      return;
    }
    if (this.#retry !== null) return;
    this.#quiet();
    const nowUs = this.#clock.nowUs();
    const retryMs = this.#retryMs;
    this.#retryMs = Math.min(maxRetryMs, retryMs * 2);
    this.#retry = this.#clock.after(retryMs, () => {
      this.#retry = null;
      // A hidden page asks nothing; it tries again when it is seen.
      if (!this.#visibility.hidden()) this.reconnect();
    });
    if (error.code === 'management_off') {
      this.#set({ status: 'closed' });
      return;
    }
    if (error.code !== 'unreachable') {
      this.#set({ status: 'online', live: false });
      return;
    }
    const { sinceUs } = this.#state.status === 'unreachable' ? this.#state : { sinceUs: nowUs };
    const retryAtUs = nowUs + retryMs * 1_000;
    const lastReplyUs = this.#lastReplyUs;
    this.#set({ status: 'unreachable', error, sinceUs, lastReplyUs, retryAtUs });
  }

  #quiet(): void {
    this.#retry?.cancel();
    this.#retry = null;
    this.#stopListening?.();
    this.#stopListening = null;
  }

  #set(state: EngineState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}
