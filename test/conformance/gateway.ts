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

export type Transport = 'stdio' | 'http';

const fixture = testServerPath('conformance.mjs');
const started = z.object({ port: z.number() });
const minted = z.object({ token: z.string() });

/**
 * Starts one fixture server per name, each a process of its own: the suite's runs change lists,
 * which they must not do to each other.
 */
export async function startGateway(servers: ReadonlyMap<string, Transport>): Promise<Gateway> {
  const directory = await mkdtemp(join(tmpdir(), 'lmcp-conformance-'));
  const children: ChildProcess[] = [];
  const engine = { port: 0, token: '' };
  const proxy = await startInjectingProxy(() => engine);
  const origin = `127.0.0.1:${proxy.port}`;

  const entryOf = async (transport: Transport): Promise<Record<string, unknown>> => {
    if (transport === 'stdio') {
      const command = { command: process.execPath, args: [fixture, 'stdio'] };
      return { transport, ...command, sharing: 'per_client' };
    }
    const child = spawn(process.execPath, [fixture, 'http'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const { port } = started.parse(JSON.parse(String(line)));
    return { transport, url: `http://127.0.0.1:${port}/mcp` };
  };

  const entries: Record<string, unknown> = {};
  for (const [name, transport] of servers) entries[name] = await entryOf(transport);
  const registry = {
    version: 1,
    lmcp: { limits: { rpm: 0 }, allowed_hosts: [origin], allowed_origins: [`http://${origin}`] },
    servers: entries,
    clients: {
      suite: {
        allow_servers: [...servers.keys()],
        accept: ['elicitation', 'sampling', 'roots'],
      },
    },
  };
  await writeFile(join(directory, 'registry.yaml'), JSON.stringify(registry), { mode: 0o600 });
  engine.token = minted.parse(runCli(directory, 'client', 'rotate', 'suite')).token;
  const serving = await serveProcess(directory);
  engine.port = serving.port;
  return {
    url: (server) => `http://${origin}/mcp/s/${server}`,
    async close() {
      proxy.close();
      serving.child.kill('SIGTERM');
      await serving.exited;
      for (const child of children) child.kill('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
