import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import type { AuditLog } from './audit/audit-log.ts';
import type { AuditReader } from './audit/audit-reader.ts';
import { openAuditLog } from './audit/open-audit-log.ts';
import { openAuditReader } from './audit/open-audit-reader.ts';
import type { AuditThreads } from './audit/threads.ts';
import type { Clock } from './clock.ts';
import type { DataPaths } from './data-paths.ts';
import { HistoryGuard } from './history-guard.ts';
import type { Logger } from './log.ts';
import { openRegistry } from './registry/open-registry.ts';
import type { Registry } from './registry/registry.ts';
import { readSecretChoice } from './registry/secret-choice.ts';
import { nextRevision, recordHistory } from './registry-history.ts';
import { loadEngineKey } from './secrets/engine-keys.ts';
import { openSecretStore } from './secrets/open-secret-store.ts';
import { readPassphrase } from './secrets/passphrase.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import type { TokenService } from './secrets/token-service.ts';
import { createTokenService } from './secrets/tokens.ts';
import type { DefinitionStore } from './state/definition.ts';
import { createDefinitionStore } from './state/definitions.ts';
import { createHistory, type History } from './state/history.ts';
import { createLaunches } from './state/launches.ts';
import { createServerEras } from './state/server-eras.ts';
import { createSettings } from './state/settings.ts';
import { openState } from './state/state-database.ts';
import { createTokenRows } from './state/token-rows.ts';
import type { Launches } from './supervisor/launches.ts';
import type { EraMemory } from './upstream/era-memory.ts';

export interface RoomOptions {
  paths: DataPaths;
  registryPath: string;
  env: NodeJS.ProcessEnv;
  allowKeyFile: boolean;
  /** Given by a prompt; else it is read from the environment. */
  passphrase?: string;
  threads: AuditThreads;
  clock: Clock;
  log: Logger;
}

/** The rooms that hold state: what an engine and a command without an engine both work on. */
export interface Rooms {
  readonly secrets: SecretStore;
  readonly tokens: TokenService;
  readonly registry: Registry;
  readonly history: History;
  readonly definitions: DefinitionStore;
  readonly launches: Launches;
  readonly eras: EraMemory;
  readonly audit: AuditLog;
  readonly guard: HistoryGuard;
  readonly reader: AuditReader;
  /** Seals what clients hold between two rounds of one call. */
  readonly roundKey: Uint8Array;
  close(): Promise<void>;
}

/** Opens them in the order in which they need each other; whatever was opened is closed again when one fails. */
export async function openRooms(options: RoomOptions): Promise<Rooms> {
  const { paths, registryPath, env, threads, clock, log } = options;
  const opened: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const step of opened.splice(0).reverse()) await step();
  };
  try {
    const state = openState(paths.state, { log });
    opened.push(() => state.close());
    const settings = createSettings(state.db);
    const history = createHistory(state.db);
    const passphrase = options.passphrase ?? (await readPassphrase(env));
    const secrets = await openSecretStore({
      choice: await readSecretChoice(registryPath),
      recorded: settings.secretBackend,
      record: settings.recordSecretBackend,
      dataDir: paths.dir,
      ...(passphrase === undefined ? {} : { passphrase }),
      allowKeyFile: options.allowKeyFile,
      log,
      clock,
    });
    const tokens = await createTokenService({
      rows: createTokenRows(state.db),
      secrets,
      clock,
      log,
    });
    opened.push(() => tokens.close());
    const registry = await openRegistry({
      path: registryPath,
      secrets,
      adoptToken: async (clientId, token) => {
        await tokens.mintClient(clientId, { adopt: token });
      },
      adoptManagementToken: async (token) => {
        await tokens.mintManagement({ adopt: token });
      },
      clock,
      log,
      env,
      home: env.HOME ?? homedir(),
      watch: true,
      firstRevision: (sha256) => nextRevision(history, sha256),
    });
    opened.push(() => registry.close());
    recordHistory(history, registry, clock);
    const { databaseId } = settings;
    const guard = await HistoryGuard.open({ secrets, dir: paths.audit, databaseId, log });
    opened.push(() => guard.close());
    const audit = await openAuditLog({
      dir: paths.audit,
      databaseId,
      onAnchor: guard.keep,
      hmacKey: await loadEngineKey(secrets, 'audit-hmac', 32),
      durability: registry.current.lmcp.audit.durability,
      boot: randomUUID(),
      clock,
      log,
      threads,
    });
    opened.push(() => audit.close());
    await guard.record(audit);
    const reader = openAuditReader({
      dir: paths.audit,
      databaseId,
      threads,
      expectedHead: () => guard.expectedHead,
    });
    opened.push(() => reader.close());
    const definitions = createDefinitionStore({ db: state.db, clock });
    return {
      secrets,
      tokens,
      registry,
      history,
      definitions,
      launches: createLaunches(state.db),
      eras: createServerEras(settings),
      audit,
      guard,
      reader,
      roundKey: await loadEngineKey(secrets, 'request-state', 32),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
