import { AppError } from '../../../shared/errors.ts';
import { joinedBytes } from '../../json/parts.ts';
import { resultLimits, scanJson, textOf } from '../../json/scan.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import { decide } from '../../policy/decide.ts';
import { normaliseUri } from '../../policy/resource-uri.ts';
import type { Connection, ConnectionPool } from '../../upstream/connection.ts';
import { splice } from '../message/splice.ts';

const updatedMethod = 'notifications/resources/updated';
/** Resources that one session or stream may watch. */
const mostWatches = 512;
const tellMs = 30_000;

/** Who is told of updates: a session, or a stream of the stateless era. */
export interface Watcher {
  readonly clientId: string;
  /** Null in the stateless era. */
  readonly sessionId: string | null;
  /** @param params of the notification, with the URI as the client knows it. @param uri the same URI. */
  updated(params: Uint8Array, uri: string): void;
}

/** One resource that somebody watches. */
export interface Watch {
  readonly watcher: Watcher;
  /** Another one once the server's entry has changed. */
  connection: Connection;
  /** As the server was sent it. */
  readonly uri: string;
  readonly normal: string;
  /** As the client knows it. */
  readonly exposed: string;
}

interface Watched {
  readonly serverId: string;
  readonly uri: string;
  readonly exposed: string;
}

/** Which client watches which resource over which connection: updates reach those alone, while they may read it (PO-7). */
export class ResourceWatches {
  readonly #policy: () => CompiledPolicy;
  readonly #pool: Pick<ConnectionPool, 'get'>;
  readonly #byWatcher = new Map<Watcher, Map<string, Watch>>();
  readonly #byConnection = new Map<Connection, Set<Watch>>();
  readonly #stop: (() => void)[];

  constructor(
    policy: () => CompiledPolicy,
    pool: Pick<ConnectionPool, 'get' | 'onChanged' | 'onNotification'>,
  ) {
    this.#policy = policy;
    this.#pool = pool;
    this.#stop = [
      pool.onChanged((serverId) => this.#follow(serverId)),
      pool.onNotification((from, method, params) => {
        if (method === updatedMethod && params !== null) this.#told(from, params);
      }),
    ];
  }

  /**
   * Known before the server is asked: its first update may come with its answer.
   * @throws AppError `limited` over 512 for one watcher, and what the pool says of a server that is not there.
   */
  add(watcher: Watcher, { serverId, uri, exposed }: Watched): Watch {
    const own = this.#byWatcher.get(watcher) ?? new Map<string, Watch>();
    if (own.size >= mostWatches && !own.has(exposed)) {
      const data = { limit: 'subscriptions', retryAfterMs: 1_000 };
      throw new AppError('limited', 'Too many subscriptions', { data });
    }
    const connection = this.#pool.get(serverId, watcher);
    const watch = { watcher, connection, uri, normal: normaliseUri(uri) ?? uri, exposed };
    const known = own.get(exposed);
    if (known !== undefined) this.#forget(known);
    this.#byWatcher.set(watcher, own.set(exposed, watch));
    const there = this.#byConnection.get(connection) ?? new Set<Watch>();
    this.#byConnection.set(connection, there.add(watch));
    return watch;
  }

  of(watcher: Watcher, exposed: string): Watch | undefined {
    return this.#byWatcher.get(watcher)?.get(exposed);
  }

  /** @returns whether nobody else watches that resource there: the server need not tell of it any more. */
  drop(watch: Watch): boolean {
    const own = this.#byWatcher.get(watch.watcher);
    if (own?.get(watch.exposed) === watch) own.delete(watch.exposed);
    if (own?.size === 0) this.#byWatcher.delete(watch.watcher);
    this.#forget(watch);
    return !this.isShared(watch);
  }

  /** Whether somebody else watches the same resource over the same connection. */
  isShared(watch: Watch): boolean {
    const there = this.#byConnection.get(watch.connection) ?? [];
    return [...there].some((other) => other !== watch && other.normal === watch.normal);
  }

  /** The server was told to forget it: it may have forgotten whoever came to watch the same meanwhile, and is told of them again. */
  unsubscribed(watch: Watch): void {
    const { connection, uri } = watch;
    if (!this.isShared(watch) || connection.state !== 'ready') return;
    void tell(connection, 'resources/subscribe', uri);
  }

  /** The session or the stream is over: what only it watched, servers are told to forget. */
  ended(watcher: Watcher): void {
    for (const watch of [...(this.#byWatcher.get(watcher)?.values() ?? [])]) {
      const { connection, uri } = watch;
      if (!this.drop(watch) || connection.state !== 'ready') continue;
      void tell(connection, 'resources/unsubscribe', uri).then(() => this.unsubscribed(watch));
    }
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** A server whose entry changed is reached over another connection (SU-16): once it is ready it is asked for what the old one was. */
  #follow(serverId: string): void {
    for (const [before, there] of [...this.#byConnection]) {
      if (before.serverId !== serverId) continue;
      for (const watch of [...there]) {
        const now = this.#connectionOf(serverId, watch.watcher);
        if (now === null || now === before || now.state !== 'ready') continue;
        this.#forget(watch);
        watch.connection = now;
        if (!this.isShared(watch)) void tell(now, 'resources/subscribe', watch.uri);
        this.#byConnection.set(now, (this.#byConnection.get(now) ?? new Set()).add(watch));
      }
    }
  }

  /** Null where the server is not there any more. */
  #connectionOf(serverId: string, watcher: Watcher): Connection | null {
    try {
      return this.#pool.get(serverId, watcher);
    } catch {
      return null;
    }
  }

  #forget(watch: Watch): void {
    const there = this.#byConnection.get(watch.connection);
    there?.delete(watch);
    if (there?.size === 0) this.#byConnection.delete(watch.connection);
  }

  #told(from: Connection, params: Uint8Array): void {
    const there = this.#byConnection.get(from);
    if (there === undefined) return;
    const root = scanJson(params, resultLimits);
    const node = root.members?.get('uri');
    const uri = node?.type === 'string' ? textOf(params, node) : null;
    const normal = uri === null ? null : normaliseUri(uri);
    if (node === undefined || uri === null || normal === null) return;
    for (const watch of there) {
      if (!covers(watch.normal, normal)) continue;
      const { watcher } = watch;
      const target = { serverId: from.serverId, resource: normal };
      if (decide(this.#policy(), watcher.clientId, target).effect !== 'allow') continue;
      const shown = exposedAs(watch, uri, normal);
      const edits =
        shown === uri ? [] : [{ start: node.start, end: node.end, text: JSON.stringify(shown) }];
      watcher.updated(joinedBytes(splice(params, root, edits)), shown);
    }
  }
}

/** Resolves whatever comes of it. */
async function tell(connection: Connection, method: string, uri: string): Promise<void> {
  const params = [Buffer.from(JSON.stringify({ uri }))];
  const { signal } = new AbortController();
  await connection.request({ method, params, timeoutMs: tellMs, signal }).catch(() => undefined);
}

/** A server may tell of a part of what was subscribed to (RESOURCES: Subscriptions). */
function covers(watched: string, updated: string): boolean {
  return updated === watched || updated.startsWith(watched.endsWith('/') ? watched : `${watched}/`);
}

/** The URI of an update as the watching client writes URIs of that server. */
function exposedAs(
  { exposed, uri, normal }: Watch,
  updated: string,
  updatedNormal: string,
): string {
  if (updatedNormal === normal) return exposed;
  return exposed.endsWith(uri) ? exposed.slice(0, exposed.length - uri.length) + updated : updated;
}
