import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { systemClock } from '../clock.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import { TrustedHosts } from './trusted-hosts.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const trusted = new TrustedHosts(['http://127.0.0.1:1/mcp']);
const guarded = createGuardedFetch({ trusted, clock: systemClock });

describe('AU-18: fetches for sign-in', () => {
  it('bring headers and body there and the answer back', async () => {
    const origin = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { 'content-type': type } = request.headers;
      response.end(JSON.stringify([request.method, type, Buffer.concat(chunks).toString()]));
    });
    const response = await guarded(origin, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ a: '1 2' }),
    });
    expect(await response.json()).toEqual(['POST', 'application/x-www-form-urlencoded', 'a=1+2']);
  });

  it('follow three redirects within the origin, and no fourth', async () => {
    const origin = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await (await guarded(`${origin}/3`)).text()).toBe('there');
    await expect(guarded(`${origin}/4`)).rejects.toMatchObject({ code: 'sign_in_refused' });
  });

  it('never send a body on', async () => {
    let asked = 0;
    const origin = await serve((_request, response) => {
      asked++;
      response.writeHead(307, { location: '/next' }).end();
    });
    await expect(guarded(origin, { method: 'POST', body: 'code' })).rejects.toMatchObject({
      code: 'sign_in_refused',
    });
    expect(asked).toBe(1);
  });

  it('stop at 256 KiB, whatever was promised', async () => {
    const origin = await serve((_request, response) => {
      response.write('x'.repeat(262_144));
      response.end('x');
    });
    await expect(guarded(origin)).rejects.toThrow('256 KiB');
  });

  it('end after 10 s in all', async () => {
    const arrived = Promise.withResolvers<void>();
    const origin = await serve((_request, response) => {
      response.write('{');
      arrived.resolve();
    });
    const clock = new FakeClock();
    const slow = createGuardedFetch({ trusted, clock })(origin);
    const refused = expect(slow).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await arrived.promise;
    clock.advance(10_000);
    await refused;
  });

  it('connect to no private address, whatever name leads there', async () => {
    let connections = 0;
    const origin = await serve((_request, response) => response.end());
    servers[0]?.on('connection', () => connections++);
    const asked: string[] = [];
    const away = createGuardedFetch({
      trusted: new TrustedHosts(['https://mcp.example/mcp']),
      clock: systemClock,
      resolve: async (hostname) => {
        asked.push(hostname);
        return [
          { address: '93.184.216.34', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ];
      },
    });
    const { port } = new URL(origin);
    await expect(away(`https://rebound.example:${port}/`)).rejects.toThrow('private network');
    expect(asked).toEqual(['rebound.example']);
    await expect(away(`https://127.0.0.1:${port}/`)).rejects.toThrow('private network');
    expect(connections).toBe(0);
  });

  it('P-36: ask nothing of a metadata service', async () => {
    await expect(guarded('http://169.254.169.254/latest/meta-data')).rejects.toThrow('not https');
    await expect(guarded('https://169.254.169.254/latest/meta-data')).rejects.toThrow('private');
  });
});
