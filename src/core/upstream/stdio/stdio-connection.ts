import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { RestartSchedule } from '../../supervisor/restart-schedule.ts';
import type { ShellEnv } from '../../supervisor/shell-env.ts';
import type { ConnectionOptions } from '../connection/connection-options.ts';
import { ConnectionStanding } from '../connection/connection-standing.ts';
import { Hold } from '../connection/hold.ts';
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
import { notUp, startFailure } from './stdio-failure.ts';
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
  readonly #start = new SingleStart<StdioProcess>();
  /** What the next start tells the server of its client, where that is declared; else what may be accepted. */
  #capabilities: Uint8Array | null = null;
  #stopping: Promise<void> | null = null;
  readonly #hold: Hold;
  #wasReady = false;

  constructor(options: StdioConnectionOptions) {
    this.serverId = options.serverId;
    this.launchKey = options.launchKey;
    this.#options = options;
    this.#standing = new ConnectionStanding(options);
    this.#hold = new Hold(options.clock);
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

  async start(signal?: CancelSignal): Promise<void> {
    signal?.throwIfAborted();
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
    // Nobody waits any more: nothing is started for it.
    request.signal.throwIfAborted();
    if (!this.#options.shared) this.#capabilities = request.clientCapabilities ?? null;
    let running: StdioProcess;
    try {
      running = await unlessAborted(this.#whenReady(), request.signal);
    } catch {
      if (request.signal.aborted) throw request.signal.reason;
      throw this.#notUp();
    }
    request.started?.();
    const { facts } = this.#standing;
    if (facts !== null && this.#wishes.concerns(request.method)) {
      return this.#wishes.request(request, running, facts);
    }
    return running.request(request);
  }

  #notUp(): AppError {
    return notUp(this.#schedule.retryAfterMs ?? blockedMs);
  }

  #whenReady(): Promise<StdioProcess> {
    if (this.#running !== null) return Promise.resolve(this.#running);
    if (this.#start.running !== null) return this.#start.running;
    if (this.#mayStart()) return this.#begin();
    const { data } = this.#notUp();
    return Promise.reject(
      new AppError('upstream_unavailable', this.#standing.detail || undefined, data && { data }),
    );
  }

  #mayStart(): boolean {
    if (this.#options.isRetired()) return false;
    if (this.state === 'stopped') return true;
    return this.state === 'blocked' && this.#hold.leftMs === 0;
  }

  #begin(): Promise<StdioProcess> {
    return this.#start.begin((signal) => {
      this.#process = null;
      this.#standing.move('starting', '');
      return this.#launch(signal);
    });
  }

  async #launch(signal: CancelSignal): Promise<StdioProcess> {
    try {
      const launched = await launchStdio({
        ...this.#options,
        capabilities: this.#capabilities ?? this.#options.accepted(),
        signal,
        wasReady: this.#wasReady,
        onChild: (child) => {
          this.#process = new StdioProcess(child, this.#options, {
            counters: this.#standing.counters,
            proof: this.#standing.proof,
            onFacts: (facts) => this.#standing.opened(facts),
          });
          return this.#process;
        },
        onInstalling: () => this.#standing.move('starting', 'Installing the package'),
      });
      // Who stopped it just now ends the child, too.
      signal.throwIfAborted();
      this.#ready(launched);
      return launched.process;
    } catch (error) {
      if (signal.aborted) throw error;
      this.#options.era.doubt();
      const failure = startFailure(error, this.#process?.endDetail ?? '');
      this.#startFailed(failure);
      throw failure;
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

  #startFailed(error: unknown): void {
    const detail = error instanceof Error ? error.message : 'It could not be started';
    if (error instanceof AppError && blockingCodes.has(error.code)) {
      this.#hold.begin(blockedMs);
      this.#standing.move('blocked', detail);
    } else this.#failed(detail);
  }

  #failed(detail: string): void {
    this.#standing.move(this.#schedule.failed(), detail);
  }

  async #stop(reason: string): Promise<void> {
    this.#standing.move('stopping', reason);
    this.#start.abort(this.#notUp());
    this.#running = null;
    this.#process?.close();
    await Promise.allSettled([this.#process?.child.stop(), this.#start.running]);
    this.#standing.move('stopped', reason);
  }
}
