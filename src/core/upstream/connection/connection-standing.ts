import type { ConnectionState, ConnectionStatus, ServerFacts } from '../connection.ts';
import { limitOf, type ServerListing } from '../definitions/server-listing.ts';
import { ServerCounters } from '../messages/server-counters.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { Proof } from './proof.ts';
import { recordServerEvent } from './record-server-event.ts';

type StandingOptions = Pick<
  ConnectionOptions,
  'serverId' | 'launchKey' | 'clock' | 'log' | 'era' | 'onStateChanged' | 'onEvent'
>;

/** Where one connection stands, whatever its transport: its state, why, and what was counted over all its starts. */
export class ConnectionStanding {
  readonly counters: ServerCounters;
  readonly proof = new Proof();
  restarts = 0;
  readonly #options: StandingOptions;
  #facts: ServerFacts | null = null;
  #state: ConnectionState = 'stopped';
  #detail = '';
  #sinceUs: number | null = null;

  constructor(options: StandingOptions) {
    this.#options = options;
    this.counters = new ServerCounters(options);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What the server said of itself at its last start. */
  get facts(): ServerFacts | null {
    return this.#facts;
  }

  /** It has just said what it is. A server that falls back to the older era is reported (UP-23): somebody may stand between. */
  opened(facts: ServerFacts): void {
    this.#facts = facts;
    const { era, log, serverId } = this.#options;
    if (!era.learned(facts.era)) return;
    log.warn('server.downgraded', { server: serverId, protocol: facts.protocolVersion });
    recordServerEvent(this.#options, 'server.downgraded', { protocol: facts.protocolVersion });
  }

  get detail(): string {
    return this.#detail;
  }

  /** Goes to a state, and says so; `detail` is one sentence for the operator, or empty. */
  move(state: ConnectionState, detail: string): void {
    if (state !== this.#state) this.#sinceUs = this.#options.clock.nowUs();
    this.#state = state;
    this.#detail = detail;
    const { log, serverId, onStateChanged } = this.#options;
    log.info('server.state', { server: serverId, state, detail });
    onStateChanged();
  }

  /** It has just said what it has. */
  ready(listing: ServerListing): void {
    this.proof.asked(this.#options.clock.nowUs());
    this.proof.answered();
    const limitedBy = limitOf(listing);
    this.move('ready', limitedBy === null ? '' : `Degraded: too many ${limitedBy}`);
  }

  /** What is the same for every transport. */
  status(): Pick<
    ConnectionStatus,
    'state' | 'detail' | 'sinceUs' | 'provedUs' | 'restarts' | 'counters'
  > {
    return {
      state: this.#state,
      detail: this.#detail,
      sinceUs: this.#sinceUs,
      provedUs: this.proof.provedUs,
      restarts: this.restarts,
      counters: this.counters.all,
    };
  }
}
