import type { VerifyReport } from '../core/audit/audit-reader.ts';
import type { KeptHeadReport } from '../core/verify-files.ts';
import type { EngineConnection } from './engine-connection.ts';
import type { Output } from './output.ts';
import type { Places } from './places.ts';
import type { Terminal } from './terminal.ts';

export interface ServeOptions {
  /** Instead of the registry's; 0 takes a free one. */
  readonly port?: number;
  /** Also print a link that logs a browser in. */
  readonly link?: boolean;
}

/** Where one `serve` works and writes. */
export interface ServeContext {
  readonly terminal: Terminal;
  readonly places: Places;
  readonly output: Output;
}

/**
 * What the process of the command line can do by itself. Under plain Node it hosts an engine; the executable beside the
 * desktop app holds none, and leaves that to the app.
 */
export interface CommandHost {
  /** Serves until asked to end, or until the app that serves answers. Resolves with the exit code. */
  serve(context: ServeContext, options: ServeOptions): Promise<number>;
  /** The engine of these files where none runs. @throws AppError `unreachable` and those of `createApp`. */
  openFiles(places: Places, terminal: Terminal): Promise<EngineConnection>;
  /** Checks the log where no engine runs. @throws AppError `unreachable`, `unknown_name`. */
  verifyFiles(dataDir: string, env: NodeJS.ProcessEnv): Promise<VerifyReport & KeptHeadReport>;
}
