import type { Server } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { DaemonSettings } from '../../../shared/registry-daemon.ts';
import type { Logger } from '../../log.ts';

export interface Bound {
  servers: Server[];
  host: string;
  port: number;
}

const loopbacks: ReadonlyMap<string, string> = new Map([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['::1', '::1'],
]);

/**
 * Binds the literal loopback address, and the same port of the other family so that nobody else can take it (TR-3).
 * @throws AppError `port_taken`; `not_supported_yet` for an address that is not loopback.
 */
export async function listenOnLoopback(
  settings: Pick<DaemonSettings, 'host' | 'port'>,
  makeServer: () => Server,
  log: Logger,
): Promise<Bound> {
  const host = loopbacks.get(settings.host.toLowerCase());
  if (host === undefined) {
    throw new AppError('not_supported_yet', 'Only loopback addresses can be bound', {
      hint: 'Set lmcp.host to 127.0.0.1.',
    });
  }
  const first = makeServer();
  const port = await bind(first, host, settings.port);
  const servers = [first];
  const other = host === '::1' ? '127.0.0.1' : '::1';
  const second = makeServer();
  try {
    await bind(second, other, port);
    servers.push(second);
  } catch (error) {
    second.close();
    // A machine without that family has nobody there to impersonate us.
    const taken = error instanceof AppError && error.code === 'port_taken';
    if (taken) log.warn('loopback.family_taken', { host: other, port });
    else log.debug('loopback.family_absent', { host: other });
  }
  return { servers, host: host === '::1' ? '[::1]' : host, port };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      const code = 'code' in error ? error.code : undefined;
      reject(
        code === 'EADDRINUSE'
          ? new AppError('port_taken', `Port ${port} of ${host} is taken`, { data: { port } })
          : error,
      );
    };
    server.once('error', failed);
    server.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
