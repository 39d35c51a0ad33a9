import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Registry } from '../../registry/registry.ts';
import type { RegistryChange } from '../../registry/snapshot.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { Dispatch } from '../exchange/exchange.ts';
import type { Session, Sessions } from '../exchange/session.ts';
import { AuthFailures } from './auth-failures.ts';
import { Connections } from './connections.ts';
import { Entrance } from './entrance.ts';
import { defaultHttpLimits, type HttpLimits } from './http-limits.ts';
import { listenOnLoopback } from './listen.ts';
import { McpDoor } from './mcp-door.ts';
import { createNodeServer } from './node-server.ts';
import { ProbeDoor, type Probes } from './probes.ts';
import { Refuser } from './refuser.ts';
import { HttpSessions } from './sessions.ts';

export interface GatewayOptions {
  registry: Registry;
  tokens: TokenService;
  audit: AuditLog;
  clock: Clock;
  log: Logger;
  dispatch: Dispatch;
  probes: Probes;
  /** Called once for each session that is over. */
  onSessionEnded: (session: Session) => void;
  /** Called each time a session has a new stream to be told things on. */
  onStreamOpened: (session: Session) => void;
  /** Answers `/api`, `/ui` and `/metrics`; returns false for what it does not know. Host was checked, Origin was not. */
  management?: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** In place of the registry's port; 0 takes any free one. */
  port?: number;
  /** Figures other than the documented ones: for tests. */
  limits?: Partial<HttpLimits>;
}

export interface Gateway {
  readonly sessions: Sessions;
  /** What a client holds open: sessions, and streams that it listens on. */
  openOf(clientId: string): { sessions: number; streams: number };
  /** Writes refusals: shared with the management door, so that a flood is one flood. */
  readonly failures: Pick<AuthFailures, 'failed' | 'refused'>;
  /**
   * Binds the loopback address of the registry. `url` is the MCP endpoint.
   * @throws AppError `port_taken`; never another port (TR-2).
   */
  listen(): Promise<{ url: string; port: number }>;
  /** Stops accepting at once, lets calls finish for at most `graceMs` (never over 5 s), then closes everything. */
  close(graceMs: number): Promise<void>;
}

const longestDrainMs = 5_000;

/** The HTTP edge: everything between a socket and `dispatch`. */
export function createGateway(options: GatewayOptions): Gateway {
  return new HttpGateway(options);
}

class HttpGateway implements Gateway {
  readonly sessions: HttpSessions;
  readonly #options: GatewayOptions;
  readonly #limits: HttpLimits;
  readonly failures: AuthFailures;
  readonly #connections: Connections;
  readonly #mcp: McpDoor;
  readonly #entrance: Entrance;
  readonly #unsubscribe: (() => void)[];
  #servers: Server[] = [];
  #closed: Promise<void> | null = null;

  constructor(options: GatewayOptions) {
    const { registry, tokens, audit, clock, log, dispatch } = options;
    const limits = { ...defaultHttpLimits, ...options.limits };
    this.#options = options;
    this.#limits = limits;
    this.failures = new AuthFailures(audit, clock, log, limits);
    const bodyLimit = () => registry.current.lmcp.limits.body_bytes;
    const refuser = new Refuser({ failures: this.failures, clock, log, limits, bodyLimit });
    this.#connections = new Connections(limits.connections);
    this.sessions = new HttpSessions({
      audit,
      clock,
      log,
      limits,
      onEnded: options.onSessionEnded,
    });
    const { sessions } = this;
    const { onStreamOpened } = options;
    this.#mcp = new McpDoor({
      ...{ registry, sessions, dispatch, refuser, clock, log, limits },
      onStreamOpened,
    });
    this.#entrance = new Entrance(
      {
        log,
        refuser,
        connections: this.#connections,
        mcp: this.#mcp,
        probes: new ProbeDoor(options.probes, tokens, clock, limits),
        management: options.management,
      },
      { hosts: new Set(), origins: new Set(), tokens, snapshot: () => registry.current },
    );
    this.#unsubscribe = [
      tokens.onEnded(({ clientId, tokenId }) => {
        if (clientId !== null) this.#revoke(clientId, tokenId);
      }),
      registry.onChanged((change) => this.#followRegistry(change)),
    ];
  }

  async listen(): Promise<{ url: string; port: number }> {
    const settings = this.#options.registry.current.lmcp;
    const lmcp = { ...settings, port: this.#options.port ?? settings.port };
    const bound = await listenOnLoopback(
      lmcp,
      () => createNodeServer(this.#limits, this.#entrance),
      this.#options.log,
    );
    this.#servers = bound.servers;
    const hosts = [
      ...['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${bound.port}`),
      ...lmcp.allowed_hosts.map((host) => host.toLowerCase()),
    ];
    this.#entrance.admitFrom(new Set(hosts), new Set(lmcp.allowed_origins));
    return { url: `http://${bound.host}:${bound.port}/mcp`, port: bound.port };
  }

  openOf(clientId: string): { sessions: number; streams: number } {
    let sessions = 0;
    for (const session of this.sessions.all()) if (session.clientId === clientId) sessions++;
    return { sessions, streams: this.#mcp.exchanges.loads.streamsOf(clientId) };
  }

  close(graceMs: number): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    this.#entrance.close();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const closed = this.#servers.map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    this.#connections.closeIdle();
    this.#mcp.exchanges.loads.endStreams();
    await this.#mcp.exchanges.drain(Math.min(graceMs, longestDrainMs));
    // Answers first: what the ended sessions abort is then delivered to nobody.
    this.#mcp.exchanges.loads.abortAll(new AppError('unreachable'));
    const sessionsEnded = this.sessions.close();
    this.#mcp.exchanges.close();
    this.#connections.flushAndClose(this.#options.clock);
    await Promise.all([...closed, sessionsEnded]);
    await this.failures.close();
  }

  #revoke(clientId: string, tokenId: string | null): void {
    this.#mcp.exchanges.loads.abort(clientId, tokenId, new AppError('unauthorized'));
    this.sessions.revoke(clientId, tokenId);
  }

  #followRegistry({ after, clients }: RegistryChange): void {
    for (const id of [...clients.removed, ...clients.changed]) {
      if (after.clients.get(id)?.enabled !== true) this.#revoke(id, null);
    }
  }
}
