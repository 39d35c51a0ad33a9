import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { stdioServer } from './floors.ts';
import { BenchClient, post } from './http-client.ts';
import { startProcess, type Target } from './target.ts';

export const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

export interface LmcpOptions {
  name: string;
  dir: string;
  durability: 'crash' | 'power-loss';
  servers: number;
  toolsPerServer: number;
  /** Clients beside the one that calls; each reaches every second server. */
  clients?: number;
}

/** LMCP with its documented defaults, but for rates (lifted) and the port (any free one). */
export async function startLmcp(options: LmcpOptions): Promise<Target> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const registry = join(options.dir, 'registry.yaml');
  const names = Array.from({ length: options.servers }, (_, index) => `s${index}`);
  const args = [stdioServer, String(options.toolsPerServer)];
  writeFileSync(
    registry,
    stringify({
      version: 1,
      lmcp: { port: 0, limits: { rpm: 0 }, audit: { durability: options.durability } },
      clients: Object.fromEntries(
        Array.from({ length: options.clients ?? 0 }, (_, index) => [
          `c${index}`,
          { allow_servers: names.filter((_name, at) => (at + index) % 2 === 0) },
        ]),
      ),
      servers: Object.fromEntries(
        names.map((name) => [
          name,
          { transport: 'stdio', command: process.execPath, args, autostart: true },
        ]),
      ),
    }),
    { mode: 0o600 },
  );
  const common = ['--registry', registry, '--data', join(options.dir, 'data'), '--json'];
  const added = execFileSync(
    process.execPath,
    [cli, 'client', 'add', 'bench', '--allow', names.join(','), '--allow-key-file', ...common],
    { encoding: 'utf8' },
  );
  const { token } = JSON.parse(added);
  const { child, firstLine } = await startProcess(process.execPath, [
    cli,
    'serve',
    '--allow-key-file',
    ...common,
  ]);
  const port = Number(new URL(String(firstLine.url)).port);
  const target: Target = {
    name: options.name,
    port,
    path: '/mcp',
    headers: { Authorization: `Bearer ${token}` },
    toolName: (tool) => `s0__${tool}`,
    process: child,
  };
  return { ...target, headers: { ...target.headers, 'Mcp-Session-Id': await openSession(target) } };
}

export const initializeBody = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  },
});

/** initialize, initialized and a first list, as every client does. @returns the session id. */
export async function openSession(target: Target): Promise<string> {
  const client = await BenchClient.open(target.port);
  const answer = (
    await client.send(post(target.path, initializeBody, target.headers, target.port))
  ).toString();
  const session = /mcp-session-id: *(\S+)/i.exec(answer)?.[1];
  if (session === undefined) throw new Error(`initialize failed: ${answer}`);
  client.close();
  return session;
}

/** The same engine, asked in the stateless era: every request says all that it needs, and there is no session. */
export function stateless(target: Target, name: string): Target {
  const { Authorization = '' } = target.headers;
  const version = '2026-07-28';
  return {
    ...target,
    name,
    headers: {
      Authorization,
      'MCP-Protocol-Version': version,
      'Mcp-Method': 'tools/call',
      'Mcp-Name': target.toolName('echo'),
    },
    meta: {
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    },
  };
}
