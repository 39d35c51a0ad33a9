import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Registry } from '../../registry/registry.ts';
import type { RegistryChange } from '../../registry/snapshot.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { Dispatch } from '../exchange/exchange.ts';
import type { Session, Sessions } from '../exchange/session.ts';
import { type AdmitDeps, admit } from './admit.ts';
import { AuthFailures } from './auth-failures.ts';
import { Connections, isIdle } from './connections.ts';
import type { GatewayRequest } from './gateway-request.ts';
import { defaultHttpLimits, type HttpLimits } from './http-limits.ts';
import { listenOnLoopback } from './listen.ts';
import { McpDoor } from './mcp-door.ts';
import { createNodeServer, type ServerEvents } from './node-server.ts';
import { ProbeDoor, type Probes } from './probes.ts';
import { refuse } from './refusal.ts';
import { type Incoming, Refuser } from './refuser.ts';
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

class HttpGateway implements Gateway, ServerEvents {
  readonly sessions: HttpSessions;
  readonly #options: GatewayOptions;
  readonly #limits: HttpLimits;
  readonly failures: AuthFailures;
  readonly #refuser: Refuser;
  readonly #connections: Connections;
  readonly #mcp: McpDoor;
  readonly #probes: ProbeDoor;
  readonly #unsubscribe: (() => void)[];
  #admission: AdmitDeps;
  #servers: Server[] = [];
  #closed: Promise<void> | null = null;

  constructor(options: GatewayOptions) {
    const { registry, tokens, audit, clock, log, dispatch } = options;
    const limits = { ...defaultHttpLimits, ...options.limits };
    const snapshot = () => registry.current;
    this.#options = options;
    this.#limits = limits;
    this.#admission = { hosts: new Set(), origins: new Set(), tokens, snapshot };
    this.failures = new AuthFailures(audit, clock, log, limits);
    const bodyLimit = () => registry.current.lmcp.limits.body_bytes;
    this.#refuser = new Refuser({ failures: this.failures, clock, log, limits, bodyLimit });
    this.#connections = new Connections(limits.connections);
    this.sessions = new HttpSessions({
      audit,
      clock,
      log,
      limits,
      onEnded: options.onSessionEnded,
    });
    const refuser = this.#refuser;
    const { sessions } = this;
    this.#mcp = new McpDoor({ registry, sessions, dispatch, refuser, clock, log, limits });
    this.#probes = new ProbeDoor(options.probes, tokens, clock, limits);
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
      () => createNodeServer(this.#limits, this),
      this.#options.log,
    );
    this.#servers = bound.servers;
    this.#admission = {
      ...this.#admission,
      hosts: new Set([
        `127.0.0.1:${bound.port}`,
        `localhost:${bound.port}`,
        `[::1]:${bound.port}`,
        ...lmcp.allowed_hosts.map((host) => host.toLowerCase()),
      ]),
      origins: new Set(lmcp.allowed_origins),
    };
    return { url: `http://${bound.host}:${bound.port}/mcp`, port: bound.port };
  }

  openOf(clientId: string): { sessions: number; streams: number } {
    let sessions = 0;
    for (const session of this.sessions.all()) if (session.clientId === clientId) sessions++;
    return { sessions, streams: this.#mcp.loads.streamsOf(clientId) };
  }

  close(graceMs: number): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const closed = this.#servers.map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    this.#connections.closeIdle();
    this.#mcp.loads.endStreams();
    await this.#mcp.drain(Math.min(graceMs, longestDrainMs));
    // Answers first: what the ended sessions abort is then delivered to nobody.
    this.#mcp.loads.abortAll(new AppError('unreachable'));
    const sessionsEnded = this.sessions.close();
    this.#mcp.close();
    this.#connections.flushAndClose(this.#options.clock);
    await Promise.all([...closed, sessionsEnded]);
    await this.failures.close();
  }

  connected(socket: Socket): void {
    if (this.#connections.add(socket) === null) {
      this.#refuser.raw(socket, 'server_busy', 'connections', {});
    }
  }

  request(req: GatewayRequest, res: ServerResponse, expectsContinue: boolean): void {
    const connection = this.#connections.begin(req.socket, res);
    if (connection === undefined || connection.closing) return;
    const incoming: Incoming = { req, res, connection };
    if (this.#closed !== null) {
      refuse(res, 'server_busy', { close: true });
      return;
    }
    try {
      this.#admit(incoming, expectsContinue);
    } catch (error) {
      // Whatever a request can provoke, it ends with that request (TR-17).
      this.#options.log.error('admission.failed', { error: String(error) });
      this.#refuser.quietly(incoming, 'internal');
    }
  }

  #admit(incoming: Incoming, expectsContinue: boolean): void {
    const { req, res, connection } = incoming;
    const admission = admit(
      {
        method: req.method ?? '',
        target: req.url ?? '',
        rawHeaders: req.rawHeaders,
        httpVersion: req.httpVersion,
      },
      this.#admission,
    );
    switch (admission.kind) {
      case 'admitted':
        connection.trusted = true;
        this.#mcp.handle(incoming, admission, expectsContinue);
        return;
      case 'probe':
        this.#probes.answer(admission, res).then(
          (reason) => {
            if (reason !== null) this.#refuser.unauthenticated(incoming, reason, {});
          },
          (error: unknown) => {
            this.#options.log.error('probe.failed', { error: String(error) });
            this.#refuser.quietly(incoming, 'internal');
          },
        );
        return;
      case 'management':
        if (expectsContinue) res.writeContinue();
        if (this.#options.management?.(req, res) !== true) {
          this.#refuser.quietly(incoming, 'not_found');
        }
        return;
      case 'unauthenticated':
        this.#refuser.unauthenticated(
          incoming,
          admission.reason,
          admission.detail,
          admission.client,
        );
        return;
      case 'refused':
        if (admission.reason === null) {
          this.#refuser.quietly(incoming, admission.code, { allow: admission.allow });
        } else {
          this.#refuser.recorded(incoming, admission.code, admission.reason, admission.detail);
        }
        return;
    }
  }

  unknownExpectation(req: GatewayRequest, res: ServerResponse): void {
    const connection = this.#connections.begin(req.socket, res);
    if (connection === undefined || connection.closing) return;
    this.#refuser.recorded({ req, res, connection }, 'malformed_http', 'expectation', {});
  }

  /** TR-28. */
  upgrade(req: IncomingMessage): void {
    const { socket } = req;
    socket.on('error', () => socket.destroy());
    const connection = this.#connections.get(socket);
    if (connection === undefined || connection.closing || !isIdle(connection)) {
      socket.destroy();
      return;
    }
    connection.closing = true;
    this.#refuser.raw(socket, 'malformed_http', 'upgrade', {});
  }

  unreadable(socket: Socket, code: ErrorCode, parserCode: string): void {
    const connection = this.#connections.get(socket);
    if (connection?.closing) return;
    const last = connection?.last;
    // With an answer owed to an earlier request, a raw one would be taken for it.
    const owed =
      connection !== undefined &&
      !isIdle(connection) &&
      (connection.pipelined || last?.headersSent === true || last?.req.complete === true);
    if (connection === undefined || owed || !socket.writable || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    connection.closing = true;
    this.#refuser.raw(socket, code, code, { parser: parserCode });
  }

  /** Silence is right for a stream or a slow call, not for a reader that takes nothing (TR-23). */
  idled(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined || isIdle(connection) || socket.writableLength > 0) {
      socket.destroy();
    }
  }

  #revoke(clientId: string, tokenId: string | null): void {
    this.#mcp.loads.abort(clientId, tokenId, new AppError('unauthorized'));
    this.sessions.revoke(clientId, tokenId);
  }

  #followRegistry({ after, clients }: RegistryChange): void {
    for (const id of [...clients.removed, ...clients.changed]) {
      if (after.clients.get(id)?.enabled !== true) this.#revoke(id, null);
    }
  }
}
