import type { AuditThreads } from './audit/threads.ts';
import type { Logger } from './log.ts';
import type { Management } from './management/management.ts';

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
