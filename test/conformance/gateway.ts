import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { runCli, serveProcess } from '../helpers/engine-process.ts';
import { testServerPath } from '../helpers/upstream-rig.ts';
import { startInjectingProxy } from './injecting-proxy.ts';

/** A built engine behind a proxy that knows the token, with fixture servers behind it. */
export interface Gateway {
  /** Where the suite finds a server through the gateway. */
  url(server: string): string;
  close(): Promise<void>;
}

/** How a fixture server is reached, and whether it knows the stateless era. */
export interface FixtureKind {
  readonly transport: 'stdio' | 'http';
  readonly eras: 'both' | 'session';
}

const fixture = testServerPath('conformance.mjs');
const started = z.object({ port: z.number() });
const minted = z.object({ token: z.string() });

function pathOf(server: string): string {
  return `/mcp/s/${server}`;
}

/**
 * Starts one fixture server per name, each a process of its own and with a client of its own: the
 * suite's runs change lists and open as many streams as one client may.
 */
export async function startGateway(servers: ReadonlyMap<string, FixtureKind>): Promise<Gateway> {
  const directory = await mkdtemp(join(tmpdir(), 'lmcp-conformance-'));
  const children: ChildProcess[] = [];
  const engine = { port: 0 };
  const tokens = new Map<string, string>();
  const proxy = await startInjectingProxy((path) => ({
    port: engine.port,
    token: tokens.get(path) ?? '',
  }));
  const origin = `127.0.0.1:${proxy.port}`;

  const entryOf = async (kind: FixtureKind): Promise<Record<string, unknown>> => {
    const { transport, eras } = kind;
    if (transport === 'stdio') {
      const command = { command: process.execPath, args: [fixture, 'stdio', eras] };
      return { transport, ...command, sharing: 'per_client' };
    }
    const child = spawn(process.execPath, [fixture, 'http', eras], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { port } = started.parse(JSON.parse(String(line)));
    return { transport, url: `http://127.0.0.1:${port}/mcp` };
  };

  const entries: Record<string, unknown> = {};
  for (const [name, kind] of servers) entries[name] = await entryOf(kind);
  const registry = {
    version: 1,
    lmcp: { limits: { rpm: 0 }, allowed_hosts: [origin], allowed_origins: [`http://${origin}`] },
    servers: entries,
    clients: Object.fromEntries(
      [...servers.keys()].map((name) => [
        name,
        { allow_servers: [name], accept: ['elicitation', 'sampling', 'roots'] },
      ]),
    ),
  };
  await writeFile(join(directory, 'registry.yaml'), JSON.stringify(registry), { mode: 0o600 });
  for (const name of servers.keys()) {
    const { token } = minted.parse(runCli(directory, 'client', 'rotate', name));
    tokens.set(pathOf(name), token);
  }
  const serving = await serveProcess(directory);
  engine.port = serving.port;
  return {
    url: (server) => `http://${origin}${pathOf(server)}`,
    async close() {
      proxy.close();
      serving.child.kill('SIGTERM');
      await serving.exited;
      for (const child of children) child.kill('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
