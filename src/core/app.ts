import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { App, AppOptions } from './app-options.ts';
import type { AuditEvent } from './audit/record.ts';
import { auditThreads } from './audit/threads.ts';
import { systemClock } from './clock.ts';
import { toDamaged } from './damaged-file.ts';
import { prepareDataDir, toUnusable } from './data-paths.ts';
import { createEngineInfo } from './engine-info.ts';
import { EngineLog } from './engine-log.ts';
import { createCommandFinder } from './find-command.ts';
import { createOperatorCalls } from './gateway/calls/operator-calls.ts';
import { dispatch } from './gateway/dispatch.ts';
import { createGateway, type Gateway } from './gateway/edge/http.ts';
import { ListChanged } from './gateway/lists/list-changed.ts';
import { createProtocol } from './gateway/protocol.ts';
import { createControlCenter } from './management/http/control-center.ts';
import { createManagementHttp } from './management/http/http.ts';
import { Login } from './management/http/login.ts';
import { createManagement } from './management/management.ts';
import { createSignIns } from './oauth/create-sign-ins.ts';
import { openRooms, type Rooms } from './open-rooms.ts';
import { createPolicyView } from './policy/compiled-policy.ts';
import { createProbes } from './probe-facts.ts';
import { expandHome } from './registry/read-reference.ts';
import type { Registry } from './registry/registry.ts';
import { engineActor, Serving } from './serving.ts';
import { acquireLock, type Lock } from './state/lock.ts';
import { createShellEnv } from './supervisor/shell-env.ts';
import type { ConnectionPool } from './upstream/connection.ts';
import { createConnectionPool } from './upstream/connection-pool.ts';

/**
 * The composition root: the only place that knows all rooms. Holds the lock of the data directory until `stop`.
 * @throws AppError `already_running`, `registry_invalid`, `secret_store_unavailable` and others; nothing is left open then.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const clock = systemClock;
  const { threads = auditThreads() } = options;
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
    throw toUnusable(paths.dir, toDamaged(paths, error));
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
    onStreamOpened: (session) => listChanged.tell(session),
    management: (request, response) => managementHttp.handle(request, response),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const listChanged: ListChanged = new ListChanged(
    protocol.shownLists,
    protocol.catalog,
    gateway.sessions,
    registry,
    definitions,
  );

  const login = new Login({ tokens, audit, clock, log });
  const isManagedOverHttp = () =>
    registry.current.lmcp.management_http ?? options.managementHttp ?? true;
  const engine = createEngineInfo({
    options,
    rooms,
    dataDir: paths.dir,
    startedUs,
    listening: () => serving.listening,
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

  const serving = new Serving({
    options,
    dataDir: paths.dir,
    auditMirror: mirrorPath(registry, env),
    launches,
    gateway,
    protocol,
    listChanged,
    management,
    managementHttp,
    signIns,
    pool,
    audit,
    clock,
    log,
  });
  const stop = async () => {
    await serving.stop();
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
    start: async () => {
      const url = await serving.start();
      return { url, ui: engine.ui };
    },
    uiLink: () => engine.uiLink(engineActor),
    recordRefusal: (door, reason) => gateway.failures.refused(403, reason, {}, undefined, door),
    resumed: () => pool.resumed(),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** As for every path in the registry, `~` is the home directory, and its own directory is where others start. */
function mirrorPath({ current, path }: Registry, env: NodeJS.ProcessEnv): string | undefined {
  const { audit_log: mirror } = current.lmcp;
  if (mirror === undefined) return undefined;
  return resolve(dirname(path), expandHome(mirror, env.HOME ?? homedir()));
}
