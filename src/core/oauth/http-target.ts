import { AppError } from '../../shared/errors.ts';
import type { Registry, ResolvedServer } from '../registry/registry.ts';
import { hasOwnAuthorization } from './own-authorization.ts';

export type HttpTarget = Extract<ResolvedServer, { transport: 'http' }>;

/** The server as the registry has it now, references replaced. @throws AppError `invalid_input` where nobody can sign in to it. */
export async function resolveTarget(registry: Registry, serverId: string): Promise<HttpTarget> {
  const server = await registry.resolve(serverId);
  if (server.transport !== 'http') {
    throw new AppError('invalid_input', `${serverId} is no HTTP server: there is no sign-in`);
  }
  if (hasOwnAuthorization(server.headers)) {
    throw new AppError('invalid_input', `The entry of ${serverId} sets Authorization itself`, {
      hint: `Remove it from servers.${serverId}.headers to sign in instead.`,
    });
  }
  return server;
}
