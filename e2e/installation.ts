import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryInput } from '../src/shared/registry.ts';
import {
  type EngineProcess,
  runCli,
  runCliLines,
  type ServeProcessOptions,
  serveProcess,
} from '../test/helpers/engine-process.ts';
import { McpClient } from '../test/helpers/mcp-client.ts';

/** A directory with a registry and the data of one engine, and the commands that work on it, whoever hosts the engine. */
export class Installation {
  readonly directory: string;
  #engine: EngineProcess | null = null;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async make(registry: RegistryInput): Promise<Installation> {
    const directory = await mkdtemp(join(tmpdir(), 'lmcp-'));
    const file = join(directory, 'registry.yaml');
    await writeFile(file, JSON.stringify({ version: 1, ...registry }), { mode: 0o600 });
    return new Installation(directory);
  }

  /** One command of the command line, over the local socket; what it printed, parsed. */
  lmcp<T = Record<string, unknown>>(...args: string[]): T {
    return runCli(this.directory, ...args) as T;
  }

  /** The bodies of rows of the audit log, newest first; `filter` as `lmcp audit query` takes it. */
  rows(...filter: string[]): Record<string, unknown>[] {
    const lines = runCliLines(this.directory, 'audit', 'query', '--limit', '1000', ...filter);
    return lines.map((line) => (line as { body: Record<string, unknown> }).body);
  }

  /** Starts the built engine headless, on the port it had before. */
  async serve(options: ServeProcessOptions = {}): Promise<void> {
    const port = this.#engine?.port ?? 0;
    this.#engine = await serveProcess(this.directory, { port, ...options });
  }

  get port(): number {
    if (this.#engine === null) throw new Error('no engine was started');
    return this.#engine.port;
  }

  /** A link that logs a browser in once. */
  link(): string {
    return this.lmcp<{ link: string }>('ui').link;
  }

  /** Connects as a client of the registry, with a new token, and says what it is. */
  async connect(clientId: string, clientInfo = { name: 'test', version: '1' }): Promise<McpClient> {
    const { token } = this.lmcp<{ token: string }>('client', 'rotate', clientId);
    const { url } = this.lmcp<{ url: string }>('status');
    return McpClient.open(Number(new URL(url).port), '/mcp', token, clientInfo);
  }

  /** From the next start on, with nothing of before. */
  async keepDataOn(disk: string): Promise<void> {
    const data = join(this.directory, 'data');
    await rm(data, { recursive: true, force: true });
    await symlink(disk, data);
  }

  async stopEngine(): Promise<void> {
    this.#engine?.child.kill('SIGTERM');
    await this.#engine?.exited;
  }

  async remove(): Promise<void> {
    if (this.#engine?.child.exitCode === null) await this.stopEngine();
    await rm(this.directory, { recursive: true, force: true });
  }
}
