import { mirrorAudit } from './audit/mirror.ts';
import type { AuditEvent } from './audit/record.ts';
import { type AuditThreads, auditThreads } from './audit/threads.ts';
import { systemClock } from './clock.ts';
import { prepareDataDir, toUnusable } from './data-paths.ts';
import { createEngineInfo } from './engine-info.ts';
import { EngineLog } from './engine-log.ts';
import { createCommandFinder } from './find-command.ts';
import { dispatch } from './gateway/dispatch.ts';
import { createGateway, type Gateway } from './gateway/http.ts';
import { ListChanged } from './gateway/list-changed.ts';
import { createOperatorCalls } from './gateway/operator-calls.ts';
import { createProtocol } from './gateway/protocol.ts';
import type { Logger } from './log.ts';
import { createControlCenter } from './management/control-center.ts';
import { createManagementHttp } from './management/http.ts';
import { Login } from './management/login.ts';
import { createManagement, type Management } from './management/management.ts';
import { openManagementSocket } from './management/socket.ts';
import { createSignIns } from './oauth/create-sign-ins.ts';
import { openRooms, type Rooms } from './open-rooms.ts';
import { createPolicyView } from './policy/compiled-policy.ts';
import { createProbes } from './probe-facts.ts';
import { acquireLock, type Lock } from './state/lock.ts';
import { reapLeftovers } from './supervisor/reap-leftovers.ts';
import { createShellEnv } from './supervisor/shell-env.ts';
import type { ConnectionPool } from './upstream/connection.ts';
import { createConnectionPool } from './upstream/connection-pool.ts';

export interface AppOptions {
  registryPath: string;
  dataDir: string;
  /** In place of the registry's port; 0 takes any free one. */
  port?: number;
  /** Allows the 0600 key file where there is no keychain. */
  allowKeyFile: boolean;
  passphrase?: string;
  env: NodeJS.ProcessEnv;
  /** True where a desktop started us, whose PATH is poor. */
  fromDesktop: boolean;
  version: string;
  /** The folder of the built control center, to be served at /ui; without it the host serves none. */
  uiDir?: string;
  /** Whether `/api` and `/ui` are served over HTTP where the registry does not say; default true. */
  managementHttp?: boolean;
  /** Where the audit threads start from, where that is not beside this bundle. */
  threads?: AuditThreads;
  /** How long calls in flight may take to end when it stops, in milliseconds; default 5,000 (TR-26). */
  drainMs?: number;
  /** Where lines of the log go besides the log file. */
  writeLog: (line: string) => void;
  /** Called when management asks the engine to stop. */
  onShutdown: () => void;
}

/** The engine, put together and not yet listening: a command that works on the files stops here and uses `management`. */
export interface App {
  readonly management: Management;
  readonly log: Logger;
  /** Listens, opens the local socket, starts what starts by itself. `url` is the /mcp endpoint. @throws AppError `port_taken`. */
  start(): Promise<{ url: string; ui: string | null }>;
  /** The control center's address with a code that logs one browser in (MG-3). @throws AppError `management_off`, `not_available`, `unreachable`. */
  uiLink(): Promise<string>;
  /** Puts on record that the host refused a caller at a door of its own. @throws AppError `audit_unavailable`. */
  recordRefusal(door: 'ipc', reason: string): Promise<void>;
  /** The machine has slept: each server that is up is asked once whether it still answers (SU-15). */
  resumed(): void;
  /** Drains for at most 5 s (TR-26), stops every child, closes the files. Asked twice it is done once. */
  stop(): Promise<void>;
}

const defaultDrainMs = 5_000;

/**
 * The composition root: the only place that knows all rooms. Holds the lock of the data directory until `stop`.
 * @throws AppError `already_running`, `registry_invalid`, `secret_store_unavailable` and others; nothing is left open then.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const clock = systemClock;
  const { threads = auditThreads(), drainMs = defaultDrainMs } = options;
  const paths = prepareDataDir(options.dataDir);
  const { registryPath, env, allowKeyFile, passphrase, version } = options;
  let lock: Lock | null = null;
  let log: EngineLog | null = null;
  let rooms: Rooms;
  try {
    lock = acquireLock(paths.lock);
    log = new EngineLog({ clock, file: paths.log, write: options.writeLog });
    const given = passphrase === undefined ? {} : { passphrase };
    rooms = await openRooms({
      paths,
      registryPath,
      env,
      allowKeyFile,
      ...given,
      threads,
      clock,
      log,
    });
  } catch (error) {
    log?.close();
    lock?.release();
    throw toUnusable(paths.dir, error);
  }
  const { registry, tokens, audit, guard, definitions, launches } = rooms;
  log.follow(registry.current.lmcp.log);
  registry.onChanged(({ after }) => log.follow(after.lmcp.log));
  const record = (event: AuditEvent) => {
    audit
      .event(event)
      .catch((error) => log.error('audit.event_lost', { kind: event.kind, error: String(error) }));
  };

  const policy = createPolicyView(registry);
  const shellEnv = createShellEnv({ variables: env, fromDesktop: options.fromDesktop, clock, log });
  const identity = { name: 'lmcp', version };
  const signIns = createSignIns({
    ...rooms,
    clock,
    log,
    record: (event) => audit.event(event),
    signedIn: (serverId) => pool.signedIn(serverId),
  });
  const pool: ConnectionPool = createConnectionPool({
    registry,
    definitions,
    launches,
    clock,
    log,
    onEvent: record,
    shellEnv,
    identity,
    eras: rooms.eras,
    signIns,
  });
  const protocol = createProtocol({
    ...rooms,
    policy,
    pool,
    heldBecause: () => guard.alarm,
    clock,
    log,
    sessions: () => gateway.sessions.all(),
    version,
  });
  const startedUs = clock.nowUs();
  const gateway: Gateway = createGateway({
    registry,
    tokens,
    audit,
    clock,
    log,
    dispatch: (exchange, root, bytes) =>
      dispatch(protocol, gateway.sessions, exchange, root, bytes),
    probes: createProbes({
      registry,
      pool,
      audit,
      sessions: () => gateway.sessions.all(),
      clock,
      startedUs,
      version,
    }),
    onSessionEnded: (session) => {
      protocol.logMessages.ended(session);
      protocol.watches.ended(protocol.sessionWatchers.of(session));
      pool.endSession(session.id);
    },
    management: (request, response) => managementHttp.handle(request, response),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const listChanged = new ListChanged(
    protocol.shownLists,
    protocol.catalog,
    gateway.sessions,
    registry,
    definitions,
  );

  let listening: { url: string; ui: string | null } | null = null;
  const login = new Login({ tokens, audit, clock, log });
  const { lmcp: startSettings } = registry.current;
  const isManagedOverHttp = () =>
    registry.current.lmcp.management_http ?? options.managementHttp ?? true;
  const engine = createEngineInfo({
    options,
    rooms,
    dataDir: paths.dir,
    startedUs,
    listening: () => listening,
    gateway,
    login,
    isManagedOverHttp,
  });
  const management = createManagement({
    ...rooms,
    pool,
    signIns,
    policy,
    callAsOperator: createOperatorCalls(protocol),
    findCommand: createCommandFinder(shellEnv),
    engine,
    clock,
    log,
  });
  const managementHttp = createManagementHttp({
    dispatch: management.dispatch,
    events: management.events,
    dataDir: paths.dir,
    login,
    controlCenter: createControlCenter(options.uiDir ?? null),
    failures: gateway.failures,
    isOn: isManagedOverHttp,
    clock,
  });
  registry.onChanged(() => {
    if (!isManagedOverHttp()) managementHttp.turnedOff();
  });

  const actor = { type: 'engine', door: 'file' } as const;
  let endServing = async () => {};
  const start = async () => {
    reapLeftovers(launches, log);
    const bound = await gateway.listen();
    const { url, port } = bound;
    const ui = options.uiDir === undefined ? null : new URL('/ui/', url).href;
    listening = { url, ui };
    endServing = () => gateway.close(drainMs);
    const { dispatch: manage, events } = management;
    const socket = await openManagementSocket({
      dataDir: paths.dir,
      url,
      dispatch: manage,
      events,
      clock,
      log,
    });
    const endMirror =
      startSettings.audit_log === undefined
        ? async () => {}
        : mirrorAudit(audit, startSettings.audit_log, log);
    endServing = async () => {
      listChanged.close();
      protocol.subscriptions.close();
      protocol.pageVisits.close();
      protocol.logMessages.close();
      protocol.watches.close();
      managementHttp.close();
      await Promise.all([gateway.close(drainMs), socket.close()]);
      await signIns.close();
      await pool.close();
      await audit
        .event({ kind: 'engine.stopped', actor, detail: { pid: process.pid } })
        .catch(() => undefined);
      await endMirror();
    };
    await audit.event({
      kind: 'engine.started',
      actor,
      detail: { version, pid: process.pid, port },
    });
    pool.startAutostart().catch((error) => log.error('autostart.failed', { error: String(error) }));
    log.info('engine.listening', { url, pid: process.pid });
    return { url, ui: engine.ui };
  };
  const stop = async () => {
    await endServing();
    await pool.close();
    await management.close();
    await rooms.close();
    log.info('engine.stopped', { pid: process.pid });
    log.close();
    lock.release();
  };
  let stopped: Promise<void> | null = null;
  return {
    management,
    log,
    start,
    uiLink: () => engine.uiLink(actor),
    recordRefusal: (door, reason) => gateway.failures.refused(403, reason, {}, undefined, door),
    resumed: () => pool.resumed(),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
