import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenRegistryOptions, openRegistry } from '../../src/core/registry/open-registry.ts';
import type { Registry } from '../../src/core/registry/registry.ts';
import { createMemorySecretStore } from '../../src/core/secrets/memory.ts';
import { FakeClock } from './fake-clock.ts';
import { LogRecorder } from './log-recorder.ts';

/** A directory of its own with a registry.yaml in it, and what an opened registry did. */
export class RegistryFolder {
  readonly directory = mkdtempSync(join(tmpdir(), 'lmcp-registry-'));
  path = join(this.directory, 'registry.yaml');
  readonly log = new LogRecorder();
  readonly clock = new FakeClock();
  /** Plain tokens that were handed over; the management token has client null. */
  readonly adopted: [client: string | null, token: string][] = [];
  readonly #opened: Registry[] = [];

  /** Opens the registry, after writing `text` (0600) where it is given. */
  async open(text?: string, options: Partial<OpenRegistryOptions> = {}): Promise<Registry> {
    if (text !== undefined) writeFileSync(this.path, text, { mode: 0o600 });
    const registry = await openRegistry({
      path: this.path,
      secrets: createMemorySecretStore(),
      adoptToken: async (client, token) => void this.adopted.push([client, token]),
      adoptManagementToken: async (token) => void this.adopted.push([null, token]),
      clock: this.clock,
      log: this.log,
      env: {},
      home: this.directory,
      watch: false,
      firstRevision: () => 1,
      ...options,
    });
    this.#opened.push(registry);
    return registry;
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }

  get text(): string {
    return readFileSync(this.path, 'utf8');
  }

  remove(): void {
    for (const registry of this.#opened) registry.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The permission bits of a file, in octal. */
export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

/** A client that may reach one server, of which two tools are denied at the very end of the file. */
export const samplePolicy = `clients:
  vscode:
    allow_servers: [files]
servers:
  files:
    transport: stdio
    command: run
    tool_policy:
      deny:
        - delete_file
        - write_file
`;
