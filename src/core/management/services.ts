import type { AppError } from '../../shared/errors.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditReader } from '../audit/audit-reader.ts';
import type { Actor } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { SignIns } from '../oauth/sign-ins.ts';
import type { CompiledPolicy } from '../policy/compiled-policy.ts';
import type { Registry } from '../registry/registry.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { TokenService } from '../secrets/token-service.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { History } from '../state/history.ts';
import type { ConnectionPool } from '../upstream/connection.ts';

/** What management needs to know of the engine as a whole, and may ask of it. */
export interface EngineInfo {
  readonly version: string;
  /** Protocol revisions that clients may speak, newest first. */
  readonly protocols: readonly string[];
  /** Wall time in microseconds. */
  readonly startedUs: number;
  readonly dataDir: string;
  /** The /mcp endpoint: the one listened on, or the one that the registry names. */
  readonly url: string;
  /** False for a command that works on the files. */
  readonly listening: boolean;
  /** Whether `/api` and `/ui` are served over HTTP: as the registry says, or else as this host does by itself (MG-8). */
  readonly managedOverHttp: boolean;
  /** Address of the control center, or null where this host serves none. */
  readonly ui: string | null;
  /** That address with a code in its fragment that logs one browser in. @throws AppError `management_off`, `not_available`. */
  uiLink(actor: Actor): Promise<string>;
  /** Ends every browser's session. */
  signOutBrowsers(): void;
  /** The settings that were in force at start: host, port and paths do not change while it runs. */
  readonly startSettings: DaemonSettings;
  /** What the command line set for this run in place of the registry, such as `lmcp.port`. */
  readonly givenSettings: Readonly<Record<string, number>>;
  sessions(): number;
  /** What a client holds open: sessions, and streams that it listens on. */
  openOf(clientId: string): { sessions: number; streams: number };
  /** Why every token is held (the audit history changed outside LMCP), or null. */
  alarm(): string | null;
  /** The head of the log that is kept outside of it, hash in hex; null before there is one. */
  anchor(): { readonly seq: number; readonly hash: string } | null;
  /** Writes `history.acknowledged` and lets tokens work again. */
  acknowledge(reason: string, actor: Actor): Promise<void>;
  /** Begins to drain and stop; returns at once. */
  shutdown(): void;
}

/** Calls a tool in a client's place, by the live path. @throws AppError where the arguments are no JSON object, or all is held. */
export type CallAsOperator = (call: {
  readonly actor: Actor;
  readonly clientId: string;
  readonly serverId: string;
  readonly tool: string;
  readonly argumentsJson: string;
  readonly signal: AbortSignal;
}) => Promise<{
  /** The whole JSON-RPC answer. */
  readonly message: Uint8Array;
  /** Null when the server answered. */
  readonly error: AppError | null;
  readonly callId: string;
  /** Null where the call was denied. */
  readonly intentSeq: number | null;
}>;

/** Where a child's command would be found; `searched` lists the folders when it would not. */
export type FindCommand = (
  command: string,
  cwd: string | undefined,
) => Promise<{ found: string | null; searched: string[] }>;

/** The rooms that management reaches into; the composition root hands them over. */
export interface ManagementServices {
  readonly registry: Registry;
  /** The registries that were in force. */
  readonly history: History;
  readonly tokens: TokenService;
  readonly secrets: SecretStore;
  readonly pool: ConnectionPool;
  readonly signIns: SignIns;
  readonly definitions: DefinitionStore;
  readonly audit: AuditLog;
  readonly reader: AuditReader;
  /** The registry's rules in force, compiled. */
  readonly policy: () => CompiledPolicy;
  readonly callAsOperator: CallAsOperator;
  readonly findCommand: FindCommand;
  readonly engine: EngineInfo;
  readonly clock: Clock;
  readonly log: Logger;
}
