import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { openEdge, type TestEdge } from '../helpers/edge.ts';
import { RawConnection } from '../helpers/raw-connection.ts';

const edges: TestEdge[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const edge of edges.splice(0)) await edge.close();
  for (const server of servers.splice(0)) server.close();
});

async function open(lmcp = {}): Promise<TestEdge> {
  const edge = await openEdge({ lmcp });
  edges.push(edge);
  return edge;
}

async function hold(host: string, port = 0): Promise<number> {
  const server = createServer();
  servers.push(server.listen({ host, port, ipv6Only: true }));
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
const outside = addresses.find(({ internal, family }) => !internal && family === 'IPv4');
const loopback6 = addresses.some(({ address }) => address === '::1');

describe('where it listens', () => {
  it.skipIf(outside === undefined)(
    'P-07 TR-1: every other address of the machine refuses the port',
    async () => {
      const { port } = await open();
      const connect = RawConnection.open(port, outside?.address ?? '');
      await expect(connect).rejects.toThrow('ECONNREFUSED');
    },
  );

  it('P-07 TR-1: another address of the loopback network refuses it too', async () => {
    const { port } = await open();
    await expect(RawConnection.open(port, '127.0.0.2')).rejects.toThrow('ECONNREFUSED');
  });

  it('P-23 TR-2: a taken port is an error, and nothing listens elsewhere', async () => {
    const port = await hold('127.0.0.1');
    await expect(open({ port })).rejects.toMatchObject({ code: 'port_taken', data: { port } });
    if (loopback6) await expect(RawConnection.open(port, '::1')).rejects.toThrow('ECONNREFUSED');
  });

  it.skipIf(!loopback6)('TR-3: the other loopback family is held as well', async () => {
    const edge = await open();
    const connection = await RawConnection.open(edge.port, '::1');
    connection.send(`GET /health HTTP/1.1\r\nHost: [::1]:${edge.port}\r\n\r\n`);
    expect((await connection.answer())?.status).toBe(200);
    connection.close();
  });

  it.skipIf(!loopback6)('TR-3: it warns when somebody else holds the other family', async () => {
    const port = await hold('::1');
    const edge = await open({ port });
    expect(edge.log.events('warn')).toContain('loopback.family_taken');
  });

  it('TR-1: an address that is not loopback is refused', async () => {
    await expect(open({ host: '0.0.0.0' })).rejects.toMatchObject({
      code: expect.stringMatching(/not_supported_yet|registry_invalid/),
    });
  });
});
