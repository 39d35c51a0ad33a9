import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditReader } from '../audit/audit-reader.ts';
import type { Actor } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Decision } from '../policy/decide.ts';
import type { Registry } from '../registry/registry.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { TokenService } from '../secrets/token-service.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { ConnectionPool } from '../upstream/connection.ts';

/** What management needs to know of the engine as a whole, and may ask of it. */
export interface EngineInfo {
  readonly version: string;
  /** Wall time in microseconds. */
  readonly startedUs: number;
  readonly dataDir: string;
  /** The /mcp endpoint: the one listened on, or the one that the registry names. */
  readonly url: string;
  /** False for a command that works on the files. */
  readonly listening: boolean;
  /** Address of the control center, or null where this host serves none. */
  readonly ui: string | null;
  /** That address with a code in its fragment that logs one browser in. @throws AppError `not_available`. */
  uiLink(actor: Actor): Promise<string>;
  /** Ends every browser's session. */
  signOutBrowsers(): void;
  /** The settings that were in force at start: host, port and paths do not change while it runs. */
  readonly startSettings: DaemonSettings;
  sessions(): number;
  /** Why every token is held (the audit history changed outside LMCP), or null. */
  alarm(): string | null;
  /** Writes `history.acknowledged` and lets tokens work again. */
  acknowledge(reason: string, actor: Actor): Promise<void>;
  /** Begins to drain and stop; returns at once. */
  shutdown(): void;
}

/** The rooms that management reaches into; the composition root hands them over. */
export interface ManagementServices {
  readonly registry: Registry;
  readonly tokens: TokenService;
  readonly secrets: SecretStore;
  readonly pool: ConnectionPool;
  readonly definitions: DefinitionStore;
  readonly audit: AuditLog;
  readonly reader: AuditReader;
  /** The live path's own decision; a null tool asks about the server as a whole. */
  readonly explain: (clientId: string, serverId: string, tool: string | null) => Decision;
  readonly engine: EngineInfo;
  readonly clock: Clock;
  readonly log: Logger;
}
