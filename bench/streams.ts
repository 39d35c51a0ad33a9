import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { BenchClient, post } from './http-client.ts';
import { cli, initializeBody } from './lmcp.ts';
import { rssMiB, startProcess, stopProcess } from './target.ts';

/** As many as one engine lets 25 clients have. */
const clientCount = 25;
const streamsPerClient = 8;
/** A heap grows to its usual size with the first thousand requests, whatever they are. */
const warmups = 200;

export type StreamKind = 'subscriptions/listen' | 'GET';

/**
 * What an open stream costs, in KiB of resident memory: 200 at once on an engine of its own. The first client's streams come
 * before the measurement, because they load code that the others share.
 */
export async function measureStreams(dir: string, kind: StreamKind): Promise<number> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const registry = join(dir, 'registry.yaml');
  const ids = Array.from({ length: clientCount + 1 }, (_, index) => `c${index}`);
  const clients = Object.fromEntries(ids.map((id) => [id, {}]));
  writeFileSync(registry, stringify({ version: 1, lmcp: { limits: { rpm: 0 } }, clients }), {
    mode: 0o600,
  });
  const common = [
    '--registry',
    registry,
    '--data',
    join(dir, 'data'),
    '--allow-key-file',
    '--json',
  ];
  const tokens = ids.map((id): string => {
    const args = [cli, 'client', 'rotate', id, ...common];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })).token;
  });
  const { child, firstLine } = await startProcess(process.execPath, [
    ...[cli, 'serve', '--port', '0', ...common],
  ]);
  const port = Number(new URL(String(firstLine.url)).port);
  const sockets: Socket[] = [];
  try {
    const open = async (token: string) => {
      for (let stream = 0; stream < streamsPerClient; stream++) {
        sockets.push(await openStream(port, await requestOf(kind, port, token)));
      }
    };
    const [first = '', ...others] = tokens;
    for (let warm = 0; warm < warmups; warm++) {
      await open(first);
      for (const socket of sockets.splice(0)) await closed(socket);
    }
    const before = rssMiB(child.pid ?? 0);
    for (const token of others) await open(token);
    const after = rssMiB(child.pid ?? 0);
    return ((after - before) * 1_024) / (clientCount * streamsPerClient);
  } finally {
    for (const socket of sockets) socket.destroy();
    await stopProcess(child);
  }
}

async function requestOf(kind: StreamKind, port: number, token: string): Promise<Buffer> {
  const headers = { Authorization: `Bearer ${token}` };
  if (kind === 'GET') {
    const session = await openSession(port, headers);
    return Buffer.from(
      `GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n` +
        `Authorization: ${headers.Authorization}\r\nMcp-Session-Id: ${session}\r\n\r\n`,
    );
  }
  const version = '2026-07-28';
  const method = 'subscriptions/listen';
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { _meta, notifications: { toolsListChanged: true } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const more = { 'MCP-Protocol-Version': version, 'Mcp-Method': method };
  return post('/mcp', body, { ...headers, ...more }, port);
}

async function openSession(
  port: number,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const client = await BenchClient.open(port);
  const answer = await client.send(post('/mcp', initializeBody, headers, port));
  client.close();
  return /mcp-session-id: *(\S+)/i.exec(answer.toString())?.[1] ?? '';
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()).destroy());
}

/** Resolves once the head of the stream is there. @throws Error when it is not a stream. */
function openStream(port: number, request: Buffer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (chunk.includes('text/event-stream')) resolve(socket);
      else if (chunk.includes('HTTP/1.1')) reject(new Error(chunk.toString()));
    });
  });
}
