import { AppError } from '../../../shared/errors.ts';
import type { ServerEntry } from '../../../shared/registry-server.ts';
import { hasOwnAuthorization } from '../../oauth/own-authorization.ts';
import type { SignIns } from '../../oauth/sign-ins.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Launches } from '../../supervisor/launches.ts';
import type { ServerLog } from '../../supervisor/server-log.ts';
import type { ShellEnv } from '../../supervisor/shell-env.ts';
import type { ConnectionOptions } from '../connection/connection-options.ts';
import type { Connection } from '../connection.ts';
import { createHttpConnection } from '../http/http-connection.ts';
import { createStdioConnection } from '../stdio/stdio-connection.ts';

/** What some transports need besides `ConnectionOptions`. */
export interface TransportOptions {
  registry: Registry;
  launches: Launches;
  shellEnv: ShellEnv;
  signIns: Pick<SignIns, 'of'>;
  /** Uniform in [0, 1), for the jitter of the back-off. */
  random?: () => number;
}

/** @returns a stopped connection over the entry's transport. @throws AppError `not_supported_yet`. */
export function makeConnection(
  { registry, launches, shellEnv, signIns, random }: TransportOptions,
  entry: ServerEntry,
  common: ConnectionOptions,
  stderr: ServerLog,
): Connection {
  const jitter = random === undefined ? {} : { random };
  const health = () => registry.current.lmcp.health;
  if (entry.transport === 'http') {
    const signIn = hasOwnAuthorization(entry.headers) ? null : signIns.of(common.serverId);
    return createHttpConnection({ ...common, health, signIn, ...jitter });
  }
  if (entry.transport === 'stdio') {
    return createStdioConnection({ ...common, launches, shellEnv, stderr, health, ...jitter });
  }
  throw new AppError('not_supported_yet', `Transport ${entry.transport} is not supported yet`);
}
