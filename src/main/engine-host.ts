import type { App } from '../core/app-options.ts';
import type { Operator } from '../core/management/dispatch.ts';
import type { EventListener } from '../core/management/events.ts';
import { Turns } from '../core/turns.ts';
import type { HostedEngine } from '../shared/desktop-contract.ts';
import { AppError, type Reply, toWire } from '../shared/errors.ts';

/** Opens an engine that does not listen yet; `onShutdown` is for the one who asks it to end from outside. */
export type OpenEngine = (hooks: { onShutdown: () => void }) => Promise<App>;

/**
 * The engine inside the desktop app: started and stopped any number of times, one at a time, by the tray, the page or
 * `engine.shutdown`. What is asked while none runs is answered `unreachable`.
 */
export class EngineHost {
  readonly #open: OpenEngine;
  readonly #onFault: (error: unknown) => void;
  readonly #stateListeners = new Set<(engine: HostedEngine) => void>();
  readonly #eventListeners = new Set<EventListener>();
  #engine: HostedEngine = { state: 'stopped', error: null };
  #app: App | null = null;
  #url: string | null = null;
  #unsubscribe = (): void => undefined;
  readonly #turns = new Turns();

  /** `onFault` hears what a listener to the state threw: that decides nothing here. */
  constructor(open: OpenEngine, onFault: (error: unknown) => void) {
    this.#open = open;
    this.#onFault = onFault;
  }

  get engine(): HostedEngine {
    return this.#engine;
  }

  /** The /mcp endpoint, while it runs. */
  get url(): string | null {
    return this.#url;
  }

  /** Running, or failed with the reason in `error`. Never rejects. */
  start(): Promise<HostedEngine> {
    return this.#inTurn(async () => {
      if (this.#app !== null) return;
      this.#move('starting');
      let app: App | null = null;
      try {
        app = await this.#open({ onShutdown: () => void this.stop() });
        this.#url = (await app.start()).url;
        this.#app = app;
        this.#follow();
        this.#move('running');
      } catch (error) {
        await app?.stop().catch(() => undefined);
        this.#move('failed', error);
      }
    });
  }

  /** Stopped: nothing listens and no child is left. Never rejects. */
  stop(): Promise<HostedEngine> {
    return this.#inTurn(async () => {
      const app = this.#app;
      if (app === null) {
        this.#move('stopped');
        return;
      }
      this.#move('stopping');
      this.#app = null;
      this.#url = null;
      this.#unsubscribe();
      try {
        await app.stop();
        this.#move('stopped');
      } catch (error) {
        this.#move('failed', error);
      }
    });
  }

  /** One method of the contract, as every door asks it. Never rejects. */
  dispatch(method: string, input: unknown, operator: Operator): Promise<Reply<unknown>> {
    if (this.#app === null) return Promise.resolve({ ok: false, error: this.#unreachable() });
    return this.#app.management.dispatch(method, input, operator);
  }

  /** The machine has slept (SU-15). */
  resumed(): void {
    this.#app?.resumed();
  }

  /** Puts on record that a caller at this app's own door was refused; resolves when the row is durable. Never rejects. */
  async recordRefusal(reason: string): Promise<void> {
    await this.#app
      ?.recordRefusal('ipc', reason)
      .catch((error) => this.#app?.log.error('ipc.refusal_unrecorded', { error: String(error) }));
  }

  /** Puts on record that this process has failed; false where no engine keeps a log. */
  logFailure(text: string): boolean {
    this.#app?.log.error('engine.failed', { error: text });
    return this.#app !== null;
  }

  /** Events of whichever engine runs, while somebody listens: each listener costs the calls something. */
  onEvent(listener: EventListener): () => void {
    this.#eventListeners.add(listener);
    if (this.#eventListeners.size === 1) this.#follow();
    return () => {
      this.#eventListeners.delete(listener);
      if (this.#eventListeners.size === 0) this.#unsubscribe();
    };
  }

  onState(listener: (engine: HostedEngine) => void): () => void {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  }

  #follow(): void {
    this.#unsubscribe();
    this.#unsubscribe = () => undefined;
    if (this.#app === null || this.#eventListeners.size === 0) return;
    this.#unsubscribe = this.#app.management.events.subscribe([], (event) => {
      for (const listener of this.#eventListeners) listener(event);
    });
  }

  #unreachable() {
    const hint = 'Start the engine: in the tray menu, or with the button of this page.';
    return toWire(new AppError('unreachable', `The engine is ${this.#engine.state}`, { hint }));
  }

  #move(state: HostedEngine['state'], error?: unknown): void {
    this.#engine = { state, error: error === undefined ? null : toWire(error) };
    for (const listener of [...this.#stateListeners]) {
      try {
        listener(this.#engine);
      } catch (fault) {
        this.#onFault(fault);
      }
    }
  }

  #inTurn(work: () => Promise<void>): Promise<HostedEngine> {
    return this.#turns.take(async () => {
      await work();
      return this.#engine;
    });
  }
}
