import type { Child, ChildExit } from '../../supervisor/child.ts';
import { type Launches, recordLaunch } from '../../supervisor/launches.ts';
import type { ServerLog } from '../../supervisor/server-log.ts';
import type { ConnectionOptions } from '../connection/connection-options.ts';
import { type HealthSettings, Liveness } from '../connection/liveness.ts';
import type { Proof } from '../connection/proof.ts';
import { recordServerEvent } from '../connection/record-server-event.ts';
import type { ListenFilter, Wished } from '../connection/standing-wishes.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import type { ServerCounters } from '../messages/server-counters.ts';
import type { Envelope } from '../opening/envelope.ts';
import type { OpeningSession } from '../opening/open-session.ts';
import { StdioSession } from './stdio-session.ts';

export interface StdioProcessOptions
  extends Pick<
    ConnectionOptions,
    'serverId' | 'launchKey' | 'shared' | 'clock' | 'log' | 'onEvent' | 'onNotification'
  > {
  launches: Launches;
  stderr: ServerLog;
  health: () => HealthSettings;
}

export interface StdioProcessOwner {
  counters: ServerCounters;
  proof: Proof;
  onFacts: (facts: ServerFacts) => void;
}

/** A child that ends closes stdout a moment before: only one that lives on is at fault. */
const silentMs = 1_000;

/** One child of a stdio server from its start to its end: recorded, heard, watched, and killed when it misbehaves. */
export class StdioProcess implements OpeningSession, Wished {
  readonly child: Child;
  readonly session: StdioSession;
  /** Settled when the child has ended and its requests have failed. */
  readonly ended: Promise<void>;
  readonly #options: StdioProcessOptions;
  readonly #owner: StdioProcessOwner;
  #liveness: Liveness | null = null;
  #protocolVersion = '';
  #endDetail = '';

  constructor(child: Child, options: StdioProcessOptions, owner: StdioProcessOwner) {
    this.child = child;
    this.#options = options;
    this.#owner = owner;
    recordLaunch(child, options, options);
    this.#event('server.started', {});
    options.stderr.attach(child.stderr);
    this.session = new StdioSession({
      child,
      clock: options.clock,
      shared: options.shared,
      counters: owner.counters,
      onBroken: (detail) => this.#broken(detail),
      onNotification: options.onNotification,
      onAnswered: () => this.#liveness?.answered(),
      onTimeout: () => this.#liveness?.timedOut(),
    });
    child.stdout.once('end', () => {
      options.clock.after(silentMs, () => {
        if (child.state === 'running') this.#broken('It closed its stdout');
      });
    });
    this.ended = child.exited.then((exit) => this.#exited(exit));
  }

  /** Why it ended, for the operator; empty while it has not. */
  get endDetail(): string {
    return this.#endDetail;
  }

  request(request: UpstreamRequest): Promise<UpstreamReply> {
    this.#liveness?.called();
    return this.session.request(request);
  }

  notify(method: string, params: Uint8Array | null = null): void {
    this.session.notify(method, params);
  }

  /** From now on in the stateless era with this envelope, or in the session era with none. */
  speak(envelope: Envelope | null): void {
    this.session.speak(envelope);
  }

  async listen(filter: ListenFilter | null): Promise<void> {
    await this.session.stateless?.listen(filter);
  }

  setLogLevel(level: string | null): void {
    this.session.stateless?.setLogLevel(level);
  }

  opened(facts: ServerFacts): void {
    this.#protocolVersion = facts.protocolVersion;
    this.#owner.onFacts(facts);
  }

  /** The server is ready: from now on it has to keep answering. */
  watch(): void {
    this.#event('server.ready', { protocol: this.#protocolVersion });
    this.#liveness = new Liveness({
      clock: this.#options.clock,
      settings: this.#options.health,
      proof: this.#owner.proof,
      ping: async (timeoutMs) => {
        const { signal } = new AbortController();
        const method = this.session.stateless === null ? 'ping' : 'server/discover';
        await this.session.request({ method, params: null, timeoutMs, signal });
      },
      inFlight: () => this.session.inFlight,
      onDead: () => this.#broken('It did not answer a ping'),
    });
  }

  resumed(delayMs: number): void {
    this.#liveness?.resumed(delayMs);
  }

  /** Its requests fail, nothing more is read; the child itself is for the owner to stop. */
  close(): void {
    this.#liveness?.stop();
    this.session.end();
  }

  #broken(detail: string): void {
    this.#endDetail ||= detail;
    const { log, serverId } = this.#options;
    log.warn('server.killed', { server: serverId, pid: this.child.pid, reason: detail });
    void this.child.kill();
  }

  #exited(exit: ChildExit): void {
    this.#event(
      'server.exited',
      exit.signal === null ? { exit_code: exit.code ?? -1 } : { signal: exit.signal },
    );
    this.#endDetail ||= describeExit(exit);
    this.close();
  }

  #event(
    kind: 'server.started' | 'server.ready' | 'server.exited',
    detail: Readonly<Record<string, string | number>>,
  ): void {
    recordServerEvent(this.#options, kind, { pid: this.child.pid, ...detail });
  }
}

function describeExit({ code, signal }: ChildExit): string {
  return signal === null ? `It exited with code ${code}` : `It was ended by ${signal}`;
}
