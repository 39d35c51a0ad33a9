import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { Connection } from '../../upstream/connection.ts';
import { isAtLeast, type LogLevel, mostVerbose } from '../message/log-level.ts';

const setLevelMs = 5_000;

/**
 * The one log level that a server of the session era has for everybody: the most verbose that a session wants, or that a request
 * without a session has named since the connection was made. Who gets which message is decided elsewhere.
 */
export class ServerLevels {
  readonly #told = new WeakMap<Connection, LogLevel>();
  readonly #named = new WeakMap<Connection, LogLevel>();

  /** A request without a session named this level. True where the server was not told yet to let so much through. */
  name(connection: Connection, level: LogLevel): boolean {
    const named = this.#named.get(connection);
    if (named === undefined || !isAtLeast(level, named)) this.#named.set(connection, level);
    const told = this.#told.get(connection);
    return told === undefined || !isAtLeast(level, told);
  }

  /**
   * Tells a server that is up what its sessions want together with what was named, where it is another level than it knows. Resolves
   * when it knows, or did not answer in 5 s: one that cannot be told logs as it likes. Whom it did not reach is told with the next
   * occasion.
   * @param signal of a request that waits for it
   */
  async tell(
    connection: Connection,
    wanted: readonly LogLevel[],
    signal: CancelSignal = new AbortController().signal,
  ): Promise<void> {
    const named = this.#named.get(connection);
    const level = mostVerbose(named === undefined ? wanted : [...wanted, named]);
    if (level === null || this.#told.get(connection) === level) return;
    this.#told.set(connection, level);
    const params = [Buffer.from(JSON.stringify({ level }))];
    await connection
      .request({ method: 'logging/setLevel', params, timeoutMs: setLevelMs, signal })
      .catch((error: unknown) => {
        const isSilent = error instanceof AppError && error.code === 'upstream_timeout';
        if (!isSilent && this.#told.get(connection) === level) this.#told.delete(connection);
      });
  }
}
