import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '../../src/core/audit/record.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { Logger } from '../../src/core/log.ts';
import { createSignIns } from '../../src/core/oauth/create-sign-ins.ts';
import type { SignIns } from '../../src/core/oauth/sign-ins.ts';
import { openRegistry } from '../../src/core/registry/open-registry.ts';
import type { Registry } from '../../src/core/registry/registry.ts';
import { createMemorySecretStore } from '../../src/core/secrets/memory.ts';
import type { SecretStore } from '../../src/core/secrets/secret-store.ts';
import type { DefinitionStore } from '../../src/core/state/definition.ts';
import { createDefinitionStore } from '../../src/core/state/definitions.ts';
import { createLaunches } from '../../src/core/state/launches.ts';
import { createServerEras } from '../../src/core/state/server-eras.ts';
import { createSettings } from '../../src/core/state/settings.ts';
import { openState } from '../../src/core/state/state-database.ts';
import type { Environment } from '../../src/core/supervisor/environment.ts';
import type { Launches } from '../../src/core/supervisor/launches.ts';
import { createShellEnv } from '../../src/core/supervisor/shell-env.ts';
import type {
  Connection,
  ConnectionPool,
  ConnectionState,
  UpstreamReply,
  UpstreamRequest,
} from '../../src/core/upstream/connection.ts';
import { createConnectionPool } from '../../src/core/upstream/connection-pool.ts';
import type { EraMemory } from '../../src/core/upstream/era-memory.ts';

/** A pool over a real registry file and a real state.db, in a directory of its own. */
export interface UpstreamRig {
  readonly directory: string;
  readonly pool: ConnectionPool;
  readonly registry: Registry;
  readonly definitions: DefinitionStore;
  readonly launches: Launches;
  readonly eras: EraMemory;
  readonly secrets: SecretStore;
  readonly signIns: SignIns;
  readonly events: AuditEvent[];
  readonly logged: string[];
  /** Resolves when the shared connection is in the state; at once when it is. */
  reached(serverId: string, state: ConnectionState): Promise<void>;
  close(): Promise<void>;
}

export interface UpstreamRigOptions {
  /** The `servers:` section; JSON is YAML. */
  servers: Record<string, unknown>;
  health?: Record<string, number>;
  clock?: Clock;
  variables?: Environment;
  random?: () => number;
  /** Kept as it is when given; else made and removed at the end. */
  directory?: string;
}

/** A server of test/servers, run by this very Node. */
export function testServer(file: string, args: string[] = [], more: Record<string, unknown> = {}) {
  return {
    transport: 'stdio' as const,
    command: process.execPath,
    args: [testServerPath(file), ...args],
    ...more,
  };
}

export function testServerPath(file: string): string {
  return join(import.meta.dirname, '..', 'servers', file);
}

export async function openUpstreamRig(options: UpstreamRigOptions): Promise<UpstreamRig> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'lmcp-upstream-')));
  const path = join(directory, 'registry.yaml');
  const { servers, health, variables = process.env, clock = systemClock } = options;
  const lmcp = health === undefined ? {} : { health };
  await writeFile(path, JSON.stringify({ version: 1, lmcp, servers }), { mode: 0o600 });
  const logged: string[] = [];
  const log = memoryLogger(logged);
  const secrets = createMemorySecretStore();
  const registry = await openRegistry({
    path,
    secrets,
    adoptToken: async () => {},
    adoptManagementToken: async () => {},
    clock,
    log,
    env: {},
    home: directory,
    watch: false,
    firstRevision: () => 1,
  });
  const state = openState(join(directory, 'state.db'), { log });
  const definitions = createDefinitionStore({ db: state.db, clock });
  const launches = createLaunches(state.db);
  const eras = createServerEras(createSettings(state.db));
  const events: AuditEvent[] = [];
  const signIns = createSignIns({
    registry,
    secrets,
    clock,
    log,
    record: async (event) => events.push(event),
    signedIn: (serverId) => pool.signedIn(serverId),
  });
  const pool: ConnectionPool = createConnectionPool({
    registry,
    definitions,
    launches,
    clock,
    log,
    onEvent: (event) => events.push(event),
    shellEnv: createShellEnv({ variables, fromDesktop: false, clock, log }),
    identity: { name: 'lmcp', version: '0.0.0' },
    eras,
    signIns,
    ...(options.random !== undefined && { random: options.random }),
  });
  return {
    directory,
    pool,
    registry,
    definitions,
    launches,
    eras,
    secrets,
    signIns,
    events,
    logged,
    reached: (serverId, wanted) => stateReached(pool, serverId, wanted),
    async close() {
      await signIns.close();
      await pool.close();
      registry.close();
      state.close();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Rigs of one test file, closed together after each test. */
export function createRigs() {
  const open: UpstreamRig[] = [];
  return {
    async open(options: UpstreamRigOptions): Promise<UpstreamRig> {
      const rig = await openUpstreamRig(options);
      open.push(rig);
      return rig;
    },
    closeAll: async () => void (await Promise.all(open.splice(0).map((rig) => rig.close()))),
  };
}

/** The process of the server's first connection. */
export function pidOf(rig: UpstreamRig, serverId: string): number {
  const pid = rig.pool.status(serverId)[0]?.pid;
  if (typeof pid !== 'number') throw new Error(`${serverId} has no process`);
  return pid;
}

function stateReached(pool: ConnectionPool, serverId: string, wanted: ConnectionState) {
  return new Promise<void>((resolve) => {
    const forget = pool.onChanged(check);
    function check(): void {
      if (pool.status(serverId)[0]?.state !== wanted) return;
      forget();
      resolve();
    }
    check();
  });
}

function memoryLogger(lines: string[]): Logger {
  const write = (event: string, fields: unknown) => {
    lines.push(`${event} ${JSON.stringify(fields)}`);
  };
  return { debug: write, info: write, warn: write, error: write };
}

/** A call's wishes beside its tool; deadline and signal have defaults. */
export type CallOptions = Partial<Omit<UpstreamRequest, 'method' | 'params'>>;

/** Calls a tool; `args` is JSON text that goes out as it stands. */
export function callTool(
  connection: Connection,
  name: string,
  args = '{}',
  options: CallOptions = {},
): Promise<UpstreamReply> {
  const { timeoutMs = 30_000, signal = new AbortController().signal, progress } = options;
  const meta = progress === undefined ? '' : `,"_meta":{"progressToken":${progress.token}}`;
  const head = Buffer.from(`{"name":${JSON.stringify(name)},"arguments":`);
  return connection.request({
    method: 'tools/call',
    params: [head, Buffer.from(args), Buffer.from(`${meta}}`)],
    ...options,
    timeoutMs,
    signal,
  });
}

/** The result as text, or an error when the reply was one. */
export function resultText(reply: UpstreamReply): string {
  if (reply.kind === 'error') throw new Error(Buffer.from(reply.error).toString());
  return Buffer.from(reply.result).toString();
}

/** The first text content of a tool result. */
export function toolText(reply: UpstreamReply): string {
  return String(JSON.parse(resultText(reply)).content[0].text);
}
