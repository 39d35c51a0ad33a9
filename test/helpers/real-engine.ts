import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { startEngine, type TestEngine } from './engine.ts';
import { needsInstalled } from './installed-clients.ts';
import { type RealServer, realServers, registryOf } from './real-servers.ts';

/** An engine with every published server of test/clients that is installed, and the fixture. */
export interface RealEngine extends TestEngine {
  readonly servers: readonly RealServer[];
  /** Where the servers' files lie. */
  readonly files: string;
  /** One of them; skips the test where it is not installed. */
  server(context: TestContext, id: string): RealServer;
}

/** Started servers of the client `gw`, whose lists are known. */
export async function startRealEngine(): Promise<RealEngine> {
  const files = await mkdtemp(join(tmpdir(), 'lmcp-real-'));
  const all = await realServers(files);
  const servers = all.filter(
    ({ installed, command }) => installed === undefined || existsSync(command),
  );
  const engine = await startEngine({
    registry: {
      lmcp: { limits: { rpm: 0 } },
      clients: { gw: { app: 'test', allow_servers: servers.map(({ id }) => id) } },
      servers: registryOf(servers),
    },
  });
  for (const { id } of servers) {
    const client = await engine.connect('gw', `/mcp/s/${id}`);
    await client.toolNames();
    client.close();
  }
  return {
    ...engine,
    servers,
    files,
    server(context, id) {
      const found = all.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no server is called ${id}`);
      if (found.installed !== undefined) needsInstalled(context, found.installed);
      return found;
    },
    stop: async () => {
      await engine.stop();
      await rm(files, { recursive: true, force: true });
    },
  };
}
