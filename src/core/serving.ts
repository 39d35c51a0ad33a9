import type { AppOptions } from './app-options.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { mirrorAudit } from './audit/mirror.ts';
import type { Clock } from './clock.ts';
import type { GatewayDeps } from './gateway/deps.ts';
import type { Gateway } from './gateway/edge/http.ts';
import type { ListChanged } from './gateway/lists/list-changed.ts';
import type { Logger } from './log.ts';
import type { ManagementHttp } from './management/http/http.ts';
import type { Management } from './management/management.ts';
import { openManagementSocket } from './management/socket/socket.ts';
import type { SignIns } from './oauth/sign-ins.ts';
import type { Launches } from './supervisor/launches.ts';
import { reapLeftovers } from './supervisor/reap-leftovers.ts';
import type { ConnectionPool } from './upstream/connection.ts';

export interface ServingDeps {
  options: Pick<AppOptions, 'uiDir' | 'drainMs' | 'version'>;
  dataDir: string;
  /** A file that every row is written to as well, as of the start. */
  auditMirror: string | undefined;
  launches: Launches;
  gateway: Gateway;
  protocol: GatewayDeps;
  listChanged: ListChanged;
  management: Management;
  managementHttp: ManagementHttp;
  signIns: SignIns;
  pool: ConnectionPool;
  audit: AuditLog;
  clock: Clock;
  log: Logger;
}

export const engineActor = { type: 'engine', door: 'file' } as const;
const defaultDrainMs = 5_000;

/** The time in which the engine is there for others: its doors open in one order and close in another. */
export class Serving {
  readonly #deps: ServingDeps;
  #listening: { url: string; ui: string | null } | null = null;
  #close = async (): Promise<void> => {};

  constructor(deps: ServingDeps) {
    this.#deps = deps;
  }

  /** Where MCP clients, and where browsers reach it; null before it starts. */
  get listening(): { url: string; ui: string | null } | null {
    return this.#listening;
  }

  /** Listens, opens the local socket, starts what starts by itself. Returns the MCP endpoint. @throws AppError `port_taken`. */
  async start(): Promise<string> {
    const { options, dataDir, launches, gateway, management, audit, pool, clock, log } = this.#deps;
    reapLeftovers(launches, log);
    const { url, port } = await gateway.listen();
    const ui = options.uiDir === undefined ? null : new URL('/ui/', url).href;
    this.#listening = { url, ui };
    this.#close = () => this.#closeGateway();
    const { dispatch, events } = management;
    const socket = await openManagementSocket({ dataDir, url, dispatch, events, clock, log });
    const { auditMirror } = this.#deps;
    const endMirror =
      auditMirror === undefined ? async () => {} : mirrorAudit(audit, auditMirror, log);
    this.#close = () => this.#closeAll(socket, endMirror);
    const detail = { version: options.version, pid: process.pid, port };
    await audit.event({ kind: 'engine.started', actor: engineActor, detail });
    pool.startAutostart().catch((error) => log.error('autostart.failed', { error: String(error) }));
    log.info('engine.listening', { url, pid: process.pid });
    return url;
  }

  /** Closes what `start` opened, as far as it came. */
  async stop(): Promise<void> {
    await this.#close();
  }

  async #closeAll(
    socket: { close(): Promise<void> },
    endMirror: () => Promise<void>,
  ): Promise<void> {
    const { listChanged, protocol, managementHttp, signIns, pool, audit } = this.#deps;
    listChanged.close();
    protocol.subscriptions.close();
    protocol.pageVisits.close();
    protocol.logMessages.close();
    protocol.watches.close();
    managementHttp.close();
    await Promise.all([this.#closeGateway(), socket.close()]);
    await signIns.close();
    await pool.close();
    const detail = { pid: process.pid };
    await audit
      .event({ kind: 'engine.stopped', actor: engineActor, detail })
      .catch(() => undefined);
    await endMirror();
  }

  #closeGateway(): Promise<void> {
    return this.#deps.gateway.close(this.#deps.options.drainMs ?? defaultDrainMs);
  }
}
