import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';

export interface InjectingProxy {
  readonly port: number;
  close(): void;
}

/**
 * A loopback proxy for clients that can send no header: it adds the token and leaves the rest as it
 * came, Host included. What either side closes is closed on the other.
 * @param target asked per request, with its path
 */
export async function startInjectingProxy(
  target: (path: string) => { readonly port: number; readonly token: string },
): Promise<InjectingProxy> {
  const server = createServer((request, response) => {
    const { port, token } = target(request.url ?? '');
    const upstream = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path: request.url,
        method: request.method,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
