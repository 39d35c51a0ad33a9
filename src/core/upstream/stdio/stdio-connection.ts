import { AppError } from '../../../shared/errors.ts';
import { RestartSchedule } from '../../supervisor/restart-schedule.ts';
import type { ShellEnv } from '../../supervisor/shell-env.ts';
import type { ConnectionOptions } from '../connection/connection-options.ts';
import { ConnectionStanding } from '../connection/connection-standing.ts';
import { StandingWishes } from '../connection/standing-wishes.ts';
import { unlessAborted } from '../connection/unless-aborted.ts';
import { upstreamFailure } from '../connection/upstream-failure.ts';
import type {
  Connection,
  ConnectionState,
  ConnectionStatus,
  ServerFacts,
  UpstreamReply,
  UpstreamRequest,
} from '../connection.ts';
import { type Launched, launchStdio } from './stdio-launch.ts';
import { StdioProcess, type StdioProcessOptions } from './stdio-process.ts';

export interface StdioConnectionOptions extends ConnectionOptions, StdioProcessOptions {
  shellEnv: ShellEnv;
  /** Uniform in [0, 1), for the jitter of the back-off. */
  random?: () => number;
}

/** @returns a stopped connection to one stdio server; the child starts on first use. */
export function createStdioConnection(options: StdioConnectionOptions): Connection {
  return new StdioConnection(options);
}

/** Faults of the registry or the machine, not of the server: nothing was started, so nothing backs off. */
const blockingCodes: ReadonlySet<string> = new Set(['reference_unreadable', 'command_not_found']);
/** A blocked server is tried again by the next use after this time: the fault may be mended by then. */
const blockedMs = 1_000;

class StdioConnection implements Connection {
  readonly serverId: string;
  readonly launchKey: string;
  readonly #options: StdioConnectionOptions;
  readonly #schedule: RestartSchedule;
  readonly #standing: ConnectionStanding;
  /** Set while ready: the hot path asks for nothing else. */
  #running: StdioProcess | null = null;
  readonly #wishes = new StandingWishes();
  /** The last child, whatever its state: what a stop has to end. */
  #process: StdioProcess | null = null;
  #starting: Promise<StdioProcess> | null = null;
  #startAbort = new AbortController();
  /** What the next start tells the server of its client, where that is declared; else what may be accepted. */
  #capabilities: Uint8Array | null = null;
  #stopping: Promise<void> | null = null;
  #blockedUntilUs = 0;
  #wasReady = false;

  constructor(options: StdioConnectionOptions) {
    this.serverId = options.serverId;
    this.launchKey = options.launchKey;
    this.#options = options;
    this.#standing = new ConnectionStanding(options);
    this.#schedule = new RestartSchedule({
      clock: options.clock,
      random: options.random,
      restart: () => {
        this.#standing.restarts++;
        void this.#begin();
      },
    });
  }

  get state(): ConnectionState {
    return this.#standing.state;
  }

  facts(): ServerFacts | null {
    return this.#standing.facts;
  }

  send(method: string, params: Uint8Array | null): void {
    // To a stateless child nothing goes but requests, and what takes them back.
    if (this.#standing.facts?.era === 'session') this.#running?.notify(method, params);
  }

  request(request: UpstreamRequest): Promise<UpstreamReply> {
    const isWish = this.#wishes.concerns(request.method);
    if (this.#running !== null && !isWish) return this.#running.request(request);
    return this.#requestWhenReady(request);
  }

  async start(signal?: AbortSignal): Promise<void> {
    await unlessAborted(this.#whenReady(), signal);
  }

  async stop(reason: string): Promise<void> {
    this.#schedule.forget();
    if (this.#stopping !== null) {
      // Asked twice means now.
      await this.#process?.child.kill();
      return this.#stopping;
    }
    if (this.state === 'stopped') return;
    this.#stopping = this.#stop(reason).finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  resumed(delayMs: number): void {
    this.#running?.resumed(delayMs);
  }

  status(): ConnectionStatus {
    const child = this.#process?.child;
    return {
      ...this.#standing.status(),
      pid: child === undefined || child.state === 'exited' ? null : child.pid,
      inFlight: this.#running?.session.inFlight ?? 0,
      retryAfterMs: this.#schedule.retryAfterMs,
    };
  }

  async #requestWhenReady(request: UpstreamRequest): Promise<UpstreamReply> {
    if (!this.#options.shared) this.#capabilities = request.clientCapabilities ?? null;
    let running: StdioProcess;
    try {
      running = await unlessAborted(this.#whenReady(), request.signal);
    } catch {
      if (request.signal.aborted) throw request.signal.reason;
      throw this.#notUp();
    }
    const { facts } = this.#standing;
    if (facts !== null && this.#wishes.concerns(request.method)) {
      return this.#wishes.request(request, running, facts);
    }
    return running.request(request);
  }

  /** What a caller is told of a server that is not up: never the operator's detail. */
  #notUp(): AppError {
    return upstreamFailure({
      code: 'upstream_unavailable',
      sent: 'none',
      cause: 'not_sent',
      retryAfterMs: this.#schedule.retryAfterMs ?? blockedMs,
    });
  }

  #whenReady(): Promise<StdioProcess> {
    if (this.#running !== null) return Promise.resolve(this.#running);
    if (this.#starting !== null) return this.#starting;
    if (this.#mayStart()) return this.#begin();
    const { data } = this.#notUp();
    return Promise.reject(
      new AppError('upstream_unavailable', this.#standing.detail || undefined, data && { data }),
    );
  }

  #mayStart(): boolean {
    if (this.state === 'stopped') return true;
    return this.state === 'blocked' && this.#options.clock.monoUs() >= this.#blockedUntilUs;
  }

  /** Single flight: whoever comes while it starts waits for the same start. */
  #begin(): Promise<StdioProcess> {
    this.#startAbort = new AbortController();
    this.#process = null;
    this.#standing.move('starting', '');
    const starting = this.#launch(this.#startAbort.signal);
    this.#starting = starting;
    // The start also runs without anybody waiting for it.
    starting.catch(() => {});
    return starting;
  }

  async #launch(signal: AbortSignal): Promise<StdioProcess> {
    try {
      const launched = await launchStdio({
        ...this.#options,
        capabilities: this.#capabilities ?? this.#options.accepted(),
        signal,
        wasReady: this.#wasReady,
        onChild: (child) => {
          this.#process = new StdioProcess(child, this.#options, {
            counters: this.#standing.counters,
            onAnswered: (request) => {
              if (request.method === 'tools/list') this.#standing.proved();
            },
            onFacts: (facts) => this.#standing.opened(facts),
          });
          return this.#process;
        },
        onInstalling: () => this.#standing.move('starting', 'Installing the package'),
      });
      this.#ready(launched);
      return launched.process;
    } catch (error) {
      if (signal.aborted) throw error;
      this.#options.era.doubt();
      const failure = this.#explained(error);
      this.#startFailed(failure);
      throw failure;
    } finally {
      this.#starting = null;
    }
  }

  #ready({ process, listing }: Launched): void {
    process.watch();
    this.#running = process;
    this.#wasReady = true;
    this.#schedule.ready();
    this.#standing.ready(listing);
    this.#wishes.replay(process, listing.facts);
    void process.ended.then(() => this.#died(process));
  }

  #died(process: StdioProcess): void {
    if (this.#running !== process) return;
    this.#running = null;
    this.#failed(process.endDetail);
  }

  /** The operator is told why the child ended, where that is why the start failed. */
  #explained(error: unknown): unknown {
    const endDetail = this.#process?.endDetail;
    if (!(error instanceof AppError) || error.code !== 'upstream_unavailable' || !endDetail) {
      return error;
    }
    return new AppError(error.code, endDetail, {
      data: { sent: 'none', cause: 'not_sent' },
      cause: error,
    });
  }

  #startFailed(error: unknown): void {
    const detail = error instanceof Error ? error.message : 'It could not be started';
    if (error instanceof AppError && blockingCodes.has(error.code)) {
      this.#blockedUntilUs = this.#options.clock.monoUs() + blockedMs * 1_000;
      this.#standing.move('blocked', detail);
    } else this.#failed(detail);
  }

  #failed(detail: string): void {
    this.#standing.move(this.#schedule.failed(), detail);
  }

  async #stop(reason: string): Promise<void> {
    this.#standing.move('stopping', reason);
    this.#startAbort.abort(this.#notUp());
    this.#running = null;
    this.#process?.close();
    await Promise.allSettled([this.#process?.child.stop(), this.#starting]);
    this.#standing.move('stopped', reason);
  }
}
