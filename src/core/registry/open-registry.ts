import { dirname, resolve } from 'node:path';
import { AppError, fromWire, toWire, type WireError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { Turns } from '../turns.ts';
import { buildSnapshot, compareSnapshots } from './build-snapshot.ts';
import type { LoadedRegistry } from './check-registry.ts';
import type { TokenAdopter } from './migrate-tokens.ts';
import type { Registry, RegistryEdit, RegistryEdits, ResolvedServer } from './registry.ts';
import type { RegistryDocument } from './registry-document.ts';
import { RegistryFile } from './registry-file.ts';
import { resolveServer } from './resolve-server.ts';
import type { RegistryChange, RegistrySnapshot } from './snapshot.ts';
import { watchFiles } from './watch-file.ts';

export interface OpenRegistryOptions extends TokenAdopter {
  path: string;
  secrets: SecretStore;
  clock: Clock;
  log: Logger;
  env: NodeJS.ProcessEnv;
  home: string;
  watch: boolean;
  /** The revision of the first file, by its SHA-256: revisions go on where the last run left off. */
  firstRevision: (sha256: string) => number;
}

/**
 * Reads registry.yaml, creating a minimal one (0600) where none is, and keeps it in force.
 * @throws AppError `registry_invalid` or `not_supported_yet` for a first file that is not good; secret store codes
 * when a plain token of the original LMCP could not be taken over.
 */
export async function openRegistry(options: OpenRegistryOptions): Promise<Registry> {
  const file = await RegistryFile.open(resolve(options.path), options, options.log);
  return new LiveRegistry(options, file, await file.load(undefined));
}

class LiveRegistry implements Registry {
  readonly #options: OpenRegistryOptions;
  readonly #file: RegistryFile;
  #inForce: LoadedRegistry;
  #current: RegistrySnapshot;
  #problem: WireError | null = null;
  #refused = '';
  /** One reader or writer at a time, in the order of the calls. */
  readonly #turns = new Turns();
  #watchedTarget = '';
  #closed = false;
  #unwatch: () => void = () => undefined;
  readonly #changedListeners = new Set<(change: RegistryChange) => void>();
  readonly #refusedListeners = new Set<(problem: WireError) => void>();

  constructor(options: OpenRegistryOptions, file: RegistryFile, first: LoadedRegistry) {
    this.#options = options;
    this.#file = file;
    this.#inForce = first;
    this.#current = buildSnapshot(first.checked, first.sha256, options.firstRevision(first.sha256));
    this.#warnAboutServers();
    this.#watch();
  }

  get path(): string {
    return this.#file.path;
  }

  get current(): RegistrySnapshot {
    return this.#current;
  }

  get problem(): WireError | null {
    return this.#problem;
  }

  reload(): Promise<RegistryChange | null> {
    return this.#turns.take(() => this.#reload());
  }

  edit(edits: RegistryEdits, expectedSha256?: string): Promise<RegistryChange | null> {
    return this.#turns.take(async () => {
      const before = await this.#documentOnDisk(expectedSha256);
      const after = this.#file.edited(before, this.#made(edits), this.current.broken);
      if (after.sha256 === before.sha256) return null;
      await this.#file.replace(before, after.text);
      return this.#putInForce(after);
    });
  }

  preview(edits: RegistryEdits, expectedSha256?: string): Promise<RegistryChange | null> {
    return this.#turns.take(async () => {
      const before = await this.#documentOnDisk(expectedSha256);
      const { checked, sha256 } = this.#file.edited(before, this.#made(edits), this.current.broken);
      if (sha256 === this.current.sha256) return null;
      const after = buildSnapshot(checked, sha256, this.current.revision + 1);
      return compareSnapshots(this.current, after);
    });
  }

  async resolve(serverId: string): Promise<ResolvedServer> {
    const { servers, broken } = this.current;
    const entry = servers.get(serverId);
    if (entry !== undefined) {
      const { secrets, env, home } = this.#options;
      return await resolveServer(serverId, entry, {
        secrets,
        env,
        home,
        directory: dirname(this.path),
      });
    }
    const fault = broken.get(serverId);
    if (fault === undefined) throw new AppError('unknown_name', `There is no server ${serverId}`);
    throw fromWire(fault);
  }

  onChanged(listener: (change: RegistryChange) => void): () => void {
    this.#changedListeners.add(listener);
    return () => void this.#changedListeners.delete(listener);
  }

  onRefused(listener: (problem: WireError) => void): () => void {
    this.#refusedListeners.add(listener);
    return () => void this.#refusedListeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    this.#changedListeners.clear();
    this.#refusedListeners.clear();
  }

  /** Watches the link and what it leads to now. */
  #watch(): void {
    const { clock, log, watch } = this.#options;
    const { path, target } = this.#file;
    if (!watch || target === this.#watchedTarget || this.#closed) return;
    this.#unwatch();
    this.#unwatch = watchFiles([path, target], clock, log, () => void this.reload());
    this.#watchedTarget = target;
  }

  async #reload(): Promise<RegistryChange | null> {
    let loaded: LoadedRegistry;
    try {
      await this.#file.follow();
      // Before it is read, so that no change in between goes unseen.
      this.#watch();
      loaded = await this.#file.load(this.#inForce);
    } catch (error) {
      this.#refuse(error);
      return null;
    }
    this.#problem = null;
    this.#refused = '';
    return loaded.sha256 === this.current.sha256 ? null : this.#putInForce(loaded);
  }

  /** A change by hand that the watcher has not seen yet comes into force first, so that its tokens are moved. */
  async #documentOnDisk(expectedSha256: string | undefined): Promise<RegistryDocument> {
    await this.#reload();
    // What was refused, a file that was cut off above all, must not come into force under somebody's edit.
    if (this.#problem !== null) throw fromWire(this.#problem);
    const document = await this.#file.read();
    if (expectedSha256 !== undefined && expectedSha256 !== document.sha256) {
      throw new AppError('stale', undefined, { data: { sha256: document.sha256 } });
    }
    return document;
  }

  /** Only once the file was read again: until then somebody else's change may be missing. */
  #made(edits: RegistryEdits): readonly RegistryEdit[] {
    return typeof edits === 'function' ? edits(this.current) : edits;
  }

  #putInForce(loaded: LoadedRegistry): RegistryChange {
    const before = this.current;
    const after = buildSnapshot(loaded.checked, loaded.sha256, before.revision + 1);
    this.#current = after;
    this.#inForce = loaded;
    this.#problem = null;
    this.#refused = '';
    this.#options.log.info('registry.in_force', { revision: after.revision, sha256: after.sha256 });
    this.#warnAboutServers();
    const change = compareSnapshots(before, after);
    this.#tell(this.#changedListeners, change);
    return change;
  }

  #refuse(error: unknown): void {
    const problem = toWire(error);
    this.#problem = problem;
    const identity = `${problem.code} ${problem.message}`;
    if (identity === this.#refused) return;
    this.#refused = identity;
    const cause = error instanceof AppError ? undefined : String(error);
    this.#options.log.error('registry.refused', {
      code: problem.code,
      reason: problem.message,
      cause,
    });
    this.#tell(this.#refusedListeners, problem);
  }

  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#options.log.error('registry.listener_failed', { error: String(error) });
      }
    }
  }

  /** Neither is an error: the server is out of reach, which is the safe side. */
  #warnAboutServers(): void {
    const { broken, clients, servers } = this.current;
    for (const [server, fault] of broken) {
      this.#options.log.warn('registry.server_broken', { server, reason: fault.message });
    }
    for (const [client, entry] of clients) {
      for (const server of entry.allow_servers) {
        if (servers.has(server) || broken.has(server)) continue;
        this.#options.log.warn('registry.unknown_server_allowed', { client, server });
      }
    }
  }
}
