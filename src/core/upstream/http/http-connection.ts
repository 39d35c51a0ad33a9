import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { ServerSignIn } from '../../oauth/sign-ins.ts';
import type { ConnectionOptions } from '../connection/connection-options.ts';
import { ConnectionStanding } from '../connection/connection-standing.ts';
import { type HealthSettings, Liveness } from '../connection/liveness.ts';
import { recordServerEvent } from '../connection/record-server-event.ts';
import { SingleStart } from '../connection/single-start.ts';
import { StandingWishes } from '../connection/standing-wishes.ts';
import { unlessAborted } from '../connection/unless-aborted.ts';
import type {
  Connection,
  ConnectionState,
  ConnectionStatus,
  ServerFacts,
  UpstreamReply,
  UpstreamRequest,
} from '../connection.ts';
import { httpFailure, notUp, operatorDetail } from './http-failure.ts';
import { type HttpLaunched, launchHttp } from './http-launch.ts';
import { HttpRetry } from './http-retry.ts';
import type { HttpSession, SessionLoss } from './http-session.ts';
import { LostSessions } from './lost-sessions.ts';
import { TokenRenewal } from './token-renewal.ts';

export interface HttpConnectionOptions extends ConnectionOptions {
  health: () => HealthSettings;
  /** Null where the entry sets Authorization itself. */
  signIn: ServerSignIn | null;
  /** Uniform in [0, 1), for the jitter of the back-off. */
  random?: () => number;
}

/** @returns a stopped connection to one HTTP server; its session begins on first use. */
export function createHttpConnection(options: HttpConnectionOptions): Connection {
  return new HttpConnection(options);
}

class HttpConnection implements Connection {
  readonly serverId: string;
  readonly launchKey: string;
  readonly #options: HttpConnectionOptions;
  readonly #retry: HttpRetry;
  readonly #standing: ConnectionStanding;
  readonly #token: TokenRenewal;
  /** Set while ready: the hot path asks for nothing else. */
  #session: HttpSession | null = null;
  readonly #lostSessions = new LostSessions();
  readonly #wishes = new StandingWishes();
  #liveness: Liveness | null = null;
  readonly #start = new SingleStart<HttpSession>();
  /** What the next start tells the server of its client, where that is declared; else what may be accepted. */
  #capabilities: Uint8Array | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: HttpConnectionOptions) {
    this.serverId = options.serverId;
    this.launchKey = options.launchKey;
    this.#options = options;
    this.#standing = new ConnectionStanding(options);
    this.#token = new TokenRenewal(options.signIn, options.clock);
    this.#retry = new HttpRetry({
      clock: options.clock,
      random: options.random,
      restart: () => {
        this.#standing.restarts++;
        void this.#begin();
      },
      renew: () => void this.#whenReady().catch(() => {}),
    });
  }

  get state(): ConnectionState {
    return this.#standing.state;
  }

  facts(): ServerFacts | null {
    return this.#standing.facts;
  }

  send(method: string, params: Uint8Array | null): void {
    void this.#session?.notify(method, params);
  }

  request(request: UpstreamRequest): Promise<UpstreamReply> {
    const isWish = this.#wishes.concerns(request.method);
    if (this.#session === null || isWish || this.#token.isDue)
      return this.#requestWhenReady(request);
    this.#liveness?.called();
    return this.#session.request(request);
  }

  async start(signal?: CancelSignal): Promise<void> {
    signal?.throwIfAborted();
    await unlessAborted(this.#whenReady(), signal);
  }

  stop(reason: string): Promise<void> {
    this.#retry.forget();
    if (this.#stopping !== null) return this.#stopping;
    if (this.state === 'stopped') return Promise.resolve();
    this.#stopping = this.#stop(reason).finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  resumed(delayMs: number): void {
    this.#liveness?.resumed(delayMs);
  }

  status(): ConnectionStatus {
    return {
      ...this.#standing.status(),
      pid: null,
      inFlight: this.#session?.inFlight ?? 0,
      retryAfterMs: this.#retry.afterMs(this.state),
    };
  }

  async #requestWhenReady(request: UpstreamRequest): Promise<UpstreamReply> {
    // Nobody waits any more: nothing is started for it.
    request.signal.throwIfAborted();
    if (!this.#options.shared) this.#capabilities = request.clientCapabilities ?? null;
    let session: HttpSession;
    try {
      session = await unlessAborted(this.#whenReady(), request.signal);
    } catch {
      if (request.signal.aborted) throw request.signal.reason;
      throw this.#notUp();
    }
    request.started?.();
    if (this.#token.isDue) {
      const over = await this.#token.renew(request.signal);
      if (over !== null) {
        this.#lost(session, { kind: 'sign_in', detail: operatorDetail(over) });
        throw this.#notUp();
      }
    }
    this.#liveness?.called();
    const { facts } = this.#standing;
    if (facts !== null && this.#wishes.concerns(request.method)) {
      return this.#wishes.request(request, session, facts);
    }
    return session.request(request);
  }

  /** A request that went to a session which the server no longer knows: it is sent once more, in a new one. */
  #repeat(session: HttpSession, request: UpstreamRequest): Promise<UpstreamReply> | null {
    return this.#lostSessions.mayRepeat(session, request) ? this.#requestWhenReady(request) : null;
  }

  #notUp(): AppError {
    return notUp(this.state, this.#retry.afterMs(this.state), this.#options.signIn?.url ?? null);
  }

  #whenReady(): Promise<HttpSession> {
    if (this.#session !== null) return Promise.resolve(this.#session);
    if (this.#start.running !== null) return this.#start.running;
    const mayStart = !this.#options.isRetired() && this.#retry.isFree(this.state);
    return mayStart ? this.#begin() : Promise.reject(this.#notUp());
  }

  #begin(): Promise<HttpSession> {
    return this.#start.begin((signal) => {
      this.#standing.move('starting', '');
      this.#event('server.started', {});
      return this.#launch(signal);
    });
  }

  async #launch(signal: CancelSignal): Promise<HttpSession> {
    try {
      const launched = await launchHttp({
        ...this.#options,
        capabilities: this.#capabilities ?? this.#options.accepted(),
        signal,
        counters: this.#standing.counters,
        onAnswered: () => this.#liveness?.answered(),
        onTimeout: () => this.#liveness?.timedOut(),
        onFacts: (facts) => this.#standing.opened(facts),
        onLost: (session, loss) => this.#lost(session, loss),
        onForgotten: (session, request) => this.#repeat(session, request),
      });
      if (signal.aborted) {
        await launched.session.close();
        throw signal.reason;
      }
      return this.#ready(launched);
    } catch (error) {
      if (!signal.aborted) this.#startFailed(error);
      throw error;
    }
  }

  #ready({ session, facts, listing }: HttpLaunched): HttpSession {
    this.#session = session;
    this.#liveness = this.#watch(session);
    this.#retry.ready();
    this.#event('server.ready', { protocol: facts.protocolVersion });
    this.#standing.ready(listing);
    this.#wishes.replay(session, facts);
    return session;
  }

  #watch(session: HttpSession): Liveness {
    return new Liveness({
      clock: this.#options.clock,
      settings: this.#options.health,
      proof: this.#standing.proof,
      ping: (timeoutMs) => session.ping(timeoutMs),
      inFlight: () => session.inFlight,
      onDead: () =>
        this.#lost(session, { kind: 'unreachable', detail: 'It did not answer a ping' }),
    });
  }

  /** While it starts, the request that failed tells the same story. */
  #lost(session: HttpSession, { kind, detail }: SessionLoss): void {
    if (this.#session !== session) return;
    this.#leave();
    this.#lostSessions.add(session);
    this.#event('server.exited', { reason: kind });
    this.#standing.move(this.#retry.lost(kind), detail);
  }

  /** No longer ready. @returns the session that was. */
  #leave(): HttpSession | null {
    const session = this.#session;
    this.#session = null;
    this.#liveness?.stop();
    this.#liveness = null;
    return session;
  }

  #startFailed(error: unknown): void {
    const detail = operatorDetail(error);
    const code = error instanceof AppError ? error.code : 'internal';
    this.#options.era.doubt();
    this.#standing.move(this.#retry.startFailed(code), detail);
  }

  async #stop(reason: string): Promise<void> {
    this.#standing.move('stopping', reason);
    const abandoned = { sent: 'none', cause: 'not_sent', detail: reason } as const;
    this.#start.abort(httpFailure({ ...abandoned, code: 'upstream_unavailable' }));
    const session = this.#leave();
    if (session !== null) this.#event('server.exited', { reason: 'stopped' });
    const sessions = [...this.#lostSessions.retiring, ...(session === null ? [] : [session])];
    await Promise.allSettled([...sessions.map((one) => one.close()), this.#start.running]);
    this.#standing.move('stopped', reason);
  }

  #event(
    kind: 'server.started' | 'server.ready' | 'server.exited',
    detail: Readonly<Record<string, string>>,
  ): void {
    recordServerEvent(this.#options, kind, detail);
  }
}
