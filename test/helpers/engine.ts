import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/core/app.ts';
import type { App } from '../../src/core/app-options.ts';
import { createApi } from '../../src/shared/client.ts';
import type { Api } from '../../src/shared/contract.ts';
import type { RegistryInput } from '../../src/shared/registry.ts';
import { McpClient } from './mcp-client.ts';

/** A whole engine in this process: real HTTP, real children, real SQLite, in a directory of its own. */
export interface TestEngine {
  readonly app: App;
  readonly api: Api;
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  readonly dataDir: string;
  readonly registryPath: string;
  readonly logged: string[];
  /** The current token of a client. */
  token(clientId: string): Promise<string>;
  /** A client that has been through initialize. */
  connect(clientId: string, path?: string): Promise<McpClient>;
  /** The bodies of all rows so far, oldest first, optionally of one kind. */
  rows(kind?: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export interface TestEngineOptions {
  registry?: RegistryInput;
  /** The file as it is, in place of `registry`. */
  registryText?: string;
  /** The folder of the built page. */
  uiDir?: string;
  /** Kept as it is when given; else made and removed at the end. */
  directory?: string;
  /** The test provokes errors in the log; otherwise one of them fails the test when the engine stops. */
  expectErrors?: boolean;
}

/** Starts it, with a token for every client of the registry. JSON is YAML. */
export async function startEngine(options: TestEngineOptions): Promise<TestEngine> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'lmcp-engine-')));
  const registryPath = join(directory, 'registry.yaml');
  const dataDir = join(directory, 'data');
  const logged: string[] = [];
  const text = options.registryText ?? JSON.stringify({ version: 1, ...options.registry });
  await writeFile(registryPath, text, { mode: 0o600 });
  const app = await createApp({
    registryPath,
    dataDir,
    port: 0,
    allowKeyFile: true,
    passphrase: 'correct horse battery staple',
    env: process.env,
    fromDesktop: false,
    version: '0.0.0-test',
    ...(options.uiDir === undefined ? {} : { uiDir: options.uiDir }),
    writeLog: (line) => logged.push(line),
    onShutdown: () => undefined,
  });
  const operator = {
    actor: { type: 'operator', door: 'file' },
    signal: new AbortController().signal,
  } as const;
  const api = createApi((method, input) => app.management.dispatch(method, input, operator));
  const { url } = await app.start();
  const port = Number(new URL(url).port);
  const token = async (id: string) => (await api.clients.reveal({ id })).token;
  for (const id of Object.keys(options.registry?.clients ?? {})) await api.clients.rotate({ id });
  const rows = async (kind?: string) => {
    const found: Record<string, unknown>[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<Api['audit']['query']>> = await api.audit.query({
        filter: kind === undefined ? {} : { kind },
        page: { after, limit: 1_000 },
      });
      found.push(...page.rows.map(({ body }): Record<string, unknown> => JSON.parse(body)));
      after = page.next;
    }
    return found;
  };
  return {
    app,
    api,
    url,
    port,
    directory,
    dataDir,
    registryPath,
    logged,
    token,
    connect: async (clientId, path = '/mcp') => McpClient.open(port, path, await token(clientId)),
    rows,
    stop: async () => {
      await app.stop();
      const errors = logged.filter((line) => JSON.parse(line).level === 'error');
      if (options.expectErrors !== true && errors.length > 0) throw new Error(errors.join(''));
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
