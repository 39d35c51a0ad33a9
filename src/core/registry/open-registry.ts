import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppError, toWire, type WireError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { keepBackup } from './backup.ts';
import { buildSnapshot, compareSnapshots } from './build-snapshot.ts';
import { checkRegistry, type LoadedRegistry } from './check-registry.ts';
import { editText } from './edit-document.ts';
import { adoptPlainTokens, findPlainTokens } from './migrate-tokens.ts';
import type { Registry, RegistryEdit, ResolvedServer } from './registry.ts';
import { parseRegistryDocument, type RegistryDocument, sha256Hex } from './registry-document.ts';
import { createIfMissing, readRegistryBytes, warnAboutMode } from './registry-bytes.ts';
import { toRegistryError } from './registry-issue.ts';
import { resolveServer } from './resolve-server.ts';
import type { RegistryChange, RegistrySnapshot } from './snapshot.ts';
import { assertNotTruncated } from './truncation.ts';
import { watchFiles } from './watch-file.ts';
import { writeFileAtomically } from './write-file.ts';

export interface OpenRegistryOptions {
  path: string;
  secrets: SecretStore;
  adoptToken: (clientId: string, token: string) => Promise<void>;
  adoptManagementToken: (token: string) => Promise<void>;
  clock: Clock;
  log: Logger;
  env: NodeJS.ProcessEnv;
  home: string;
  watch: boolean;
}

/**
 * Reads registry.yaml, creating a minimal one (0600) where none is, and keeps it in force.
 * @throws AppError `registry_invalid` or `not_supported_yet` for a first file that is not good; secret store codes
 * when a plain token of the original LMCP could not be taken over.
 */
export async function openRegistry(options: OpenRegistryOptions): Promise<Registry> {
  const path = resolve(options.path);
  await createIfMissing(path);
  const target = await realpath(path);
  const registry = new FileRegistry(options, path, target);
  await registry.start();
  return registry;
}

class FileRegistry implements Registry {
  readonly path: string;
  readonly #options: OpenRegistryOptions;
  /** `path` with symbolic links followed: the file that is written. */
  readonly #target: string;
  #current: RegistrySnapshot | undefined;
  #inForce: LoadedRegistry | undefined;
  #problem: WireError | null = null;
  #refused = '';
  #turn: Promise<unknown> = Promise.resolve();
  #unwatch: () => void = () => undefined;
  readonly #changedListeners = new Set<(change: RegistryChange) => void>();
  readonly #refusedListeners = new Set<(problem: WireError) => void>();

  constructor(options: OpenRegistryOptions, path: string, target: string) {
    this.#options = options;
    this.path = path;
    this.#target = target;
  }

  get current(): RegistrySnapshot {
    if (this.#current === undefined) throw new AppError('internal', 'The registry was not started');
    return this.#current;
  }

  get problem(): WireError | null {
    return this.#problem;
  }

  async start(): Promise<void> {
    const loaded = await this.#load();
    this.#current = buildSnapshot(loaded.checked, loaded.document.sha256, 1);
    this.#inForce = loaded;
    this.#warnAboutServers();
    if (!this.#options.watch) return;
    this.#unwatch = watchFiles(
      [this.path, this.#target],
      this.#options.clock,
      this.#options.log,
      () => void this.reload(),
    );
  }

  reload(): Promise<RegistryChange | null> {
    return this.#inTurn(() => this.#reload());
  }

  edit(edits: readonly RegistryEdit[], expectedSha256?: string): Promise<RegistryChange | null> {
    return this.#inTurn(async () => {
      const before = await this.#documentOnDisk(expectedSha256);
      const after = this.#edited(before, edits);
      if (after.document.sha256 === before.sha256) return null;
      await this.#replace(before, after.document.text);
      return this.#putInForce(after);
    });
  }

  preview(edits: readonly RegistryEdit[], expectedSha256?: string): Promise<RegistryChange | null> {
    return this.#inTurn(async () => {
      const before = await this.#documentOnDisk(expectedSha256);
      const { checked, document } = this.#edited(before, edits);
      if (document.sha256 === this.current.sha256) return null;
      const after = buildSnapshot(checked, document.sha256, this.current.revision + 1);
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
    throw new AppError(fault.code, fault.message, { hint: fault.hint });
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
    this.#unwatch();
    this.#changedListeners.clear();
    this.#refusedListeners.clear();
  }

  /** One reader or writer at a time, in the order of the calls. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #reload(): Promise<RegistryChange | null> {
    let loaded: LoadedRegistry;
    try {
      loaded = await this.#load();
    } catch (error) {
      this.#refuse(error);
      return null;
    }
    this.#problem = null;
    this.#refused = '';
    return loaded.document.sha256 === this.current.sha256 ? null : this.#putInForce(loaded);
  }

  /** The file on disk, checked, with plain tokens moved out of it. */
  async #load(): Promise<LoadedRegistry> {
    const document = await this.#read();
    const loaded = { document, checked: checkRegistry(document) };
    if (this.#inForce !== undefined) assertNotTruncated(this.#inForce, loaded);
    await warnAboutMode(this.#target, this.#options.log);
    const tokens = findPlainTokens(document);
    if (tokens.length === 0) return loaded;
    const edits = await adoptPlainTokens(tokens, document, this.#options, this.#options.log);
    const text = editText(document, edits);
    const rewritten = this.#parse(text);
    const checked = checkRegistry(rewritten);
    await this.#replace(document, text);
    return { document: rewritten, checked };
  }

  async #read(): Promise<RegistryDocument> {
    return parseRegistryDocument(this.path, await readRegistryBytes(this.#target));
  }

  #parse(text: string): RegistryDocument {
    return parseRegistryDocument(this.path, Buffer.from(text, 'utf8'));
  }

  /** A change by hand that the watcher has not seen yet comes into force first, so that its tokens are moved. */
  async #documentOnDisk(expectedSha256: string | undefined): Promise<RegistryDocument> {
    await this.#reload();
    const document = await this.#read();
    if (expectedSha256 !== undefined && expectedSha256 !== document.sha256) {
      throw new AppError('stale', undefined, { data: { sha256: document.sha256 } });
    }
    return document;
  }

  #edited(before: RegistryDocument, edits: readonly RegistryEdit[]): LoadedRegistry {
    const document = this.#parse(editText(before, edits));
    const checked = checkRegistry(document);
    const token = findPlainTokens(document)[0];
    if (token !== undefined) {
      const reason = 'a token is not written into the file; use `lmcp client add` or `rotate`';
      const place = document.placeOf(token.path);
      throw toRegistryError(this.path, [
        { code: 'registry_invalid', path: token.path, reason, ...place },
      ]);
    }
    const touched = new Set(edits.map(({ path }) => (path[0] === 'servers' ? path[1] : undefined)));
    for (const [id, fault] of checked.broken) {
      if (!touched.has(id) && this.current.broken.has(id)) continue;
      const data = fault.data === undefined ? {} : { data: fault.data };
      throw new AppError(fault.code, fault.message, { hint: fault.hint, ...data });
    }
    return { document, checked };
  }

  /** Writes `text` in place of `before`, which is kept as a backup. @throws AppError `stale` when somebody else wrote. */
  async #replace(before: RegistryDocument, text: string): Promise<void> {
    const onDisk = sha256Hex(await readRegistryBytes(this.#target));
    if (onDisk !== before.sha256)
      throw new AppError('stale', undefined, { data: { sha256: onDisk } });
    await keepBackup(this.#target, before.text);
    await writeFileAtomically(this.#target, text);
  }

  #putInForce(loaded: LoadedRegistry): RegistryChange {
    const before = this.current;
    const after = buildSnapshot(loaded.checked, loaded.document.sha256, before.revision + 1);
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
