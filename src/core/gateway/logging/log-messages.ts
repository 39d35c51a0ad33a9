import type { CancelSignal } from '../../cancellation.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { resultLimits, scanJson, textOf } from '../../json/scan.ts';
import type { Ability } from '../../state/definition.ts';
import type { Connection, ConnectionPool } from '../../upstream/connection.ts';
import type { InFlight } from '../calls/in-flight.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Session } from '../exchange/session.ts';
import type { Catalog } from '../lists/catalog.ts';
import { defaultLogLevel, isAtLeast, isLogLevel, type LogLevel } from '../message/log-level.ts';
import { ServerLevels } from './server-levels.ts';

const logMethod = 'notifications/message';
const head = Buffer.from(`{"jsonrpc":"2.0","method":"${logMethod}","params":`);
const tail = Buffer.from('}');

export interface LogMessagesOptions {
  catalog: Pick<Catalog, 'grantedServers'>;
  abilitiesOf: (serverId: string) => ReadonlySet<Ability> | null;
  pool: Pick<ConnectionPool, 'get' | 'onChanged' | 'onNotification'>;
  inFlight: InFlight;
}

/**
 * Log messages of servers, to the clients they are meant for, from the level on that each session asked for. A server of the
 * session era has one level for all of them; a stateless one is told with each request. A message can hold what a client asked:
 * where it names no request, it goes to the client that alone uses the connection, or used it last, and is dropped while several do.
 */
export class LogMessages {
  readonly #options: LogMessagesOptions;
  /** Sessions that asked for a level. */
  readonly #levels = new Map<Session, LogLevel>();
  /** Sessions of each client that may be told, whether or not they asked. */
  readonly #sessions: () => Iterable<Session>;
  readonly #servers = new ServerLevels();
  readonly #stop: (() => void)[];

  /** @param sessions all that are open. */
  constructor(options: LogMessagesOptions, sessions: () => Iterable<Session>) {
    this.#options = options;
    this.#sessions = sessions;
    const { pool } = options;
    this.#stop = [
      pool.onChanged((serverId) => void this.#apply([serverId])),
      pool.onNotification((from, method, params) => {
        if (method === logMethod && params !== null) this.#told(from, params);
      }),
    ];
  }

  /** Resolves when the session's running servers know, or did not answer in 5 s; others are told when they start. */
  async setLevel(session: Session, level: LogLevel): Promise<void> {
    this.#levels.set(session, level);
    await this.#apply(this.#options.catalog.grantedServers(session.clientId, session.route));
  }

  ended(session: Session): void {
    this.#levels.delete(session);
  }

  /** What a stateless server is told with a request: what its session asked for, else what it says itself; null for no messages. */
  levelFor({ session, client }: Exchange): string | null {
    return session === null ? client.logLevel : (this.#levels.get(session) ?? null);
  }

  /**
   * A request without a session may name a level that a server of the session era does not know yet: it is told before it gets the
   * request, or with a later one where the first starts it. Null where there is nothing to tell.
   */
  beforeRequest(
    { session, client }: Exchange,
    connection: Connection,
    signal: CancelSignal,
  ): Promise<void> | null {
    if (session !== null || client.logLevel === null || !this.#hasLevel(connection)) return null;
    if (!this.#servers.name(connection, client.logLevel)) return null;
    const wanted = [...this.#levels].flatMap(([other, level]) =>
      this.#connectionOf(connection.serverId, other) === connection ? [level] : [],
    );
    return this.#servers.tell(connection, wanted, signal);
  }

  /** A notification that came on the stream of this request's own call. */
  toldDuring(exchange: Exchange, method: string, params: Uint8Array | null): void {
    if (method === logMethod && params !== null) this.#send(exchange, params, levelOf(params));
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #told(from: Connection, params: Uint8Array): void {
    const user = this.#options.inFlight.soleUser(from);
    const level = levelOf(params);
    if (user === null || level === null) return;
    if (user.exchange !== null) {
      this.#send(user.exchange, params, level);
      return;
    }
    for (const session of this.#sessions()) {
      if (session.clientId !== user.clientId || !this.#wants(session, level)) continue;
      if (this.#connectionOf(from.serverId, session) === from) session.notify(messageOf(params));
    }
  }

  /** On the stream of the request: where that is the session's, its level counts, else the request's own. */
  #send(exchange: Exchange, params: Uint8Array, level: LogLevel | null): void {
    if (level === null) return;
    const { session, client } = exchange;
    const wants =
      session === null
        ? client.logLevel !== null && isAtLeast(level, client.logLevel)
        : this.#wants(session, level);
    if (wants) exchange.notify(messageOf(params));
  }

  #wants(session: Session, level: LogLevel): boolean {
    return isAtLeast(level, this.#levels.get(session) ?? defaultLogLevel);
  }

  /** Tells running servers the level that their sessions want together. */
  async #apply(serverIds: readonly string[]): Promise<void> {
    const wanted = new Map<Connection, LogLevel[]>();
    for (const [session, level] of this.#levels) {
      for (const serverId of serverIds) {
        const connection = this.#connectionOf(serverId, session);
        if (connection === null || !this.#hasLevel(connection)) continue;
        wanted.set(connection, [...(wanted.get(connection) ?? []), level]);
      }
    }
    await Promise.all(
      [...wanted].map(([connection, levels]) => this.#servers.tell(connection, levels)),
    );
  }

  /** It is up, logs, and has one level for everybody. */
  #hasLevel(connection: Connection): boolean {
    if (connection.state !== 'ready' || connection.facts()?.era === 'stateless') return false;
    return this.#options.abilitiesOf(connection.serverId)?.has('logging') === true;
  }

  /** The connection that serves this session, where it is granted the server; null where there is none. */
  #connectionOf(serverId: string, { id, clientId, route }: Session): Connection | null {
    const { catalog, pool } = this.#options;
    if (!catalog.grantedServers(clientId, route).includes(serverId)) return null;
    try {
      return pool.get(serverId, { clientId, sessionId: id });
    } catch {
      return null;
    }
  }
}

function levelOf(params: Uint8Array): LogLevel | null {
  const node: JsonNode | undefined = scanJson(params, resultLimits).members?.get('level');
  const level = node?.type === 'string' ? textOf(params, node) : null;
  return isLogLevel(level) ? level : null;
}

function messageOf(params: Uint8Array): Uint8Array {
  return Buffer.concat([head, params, tail]);
}
