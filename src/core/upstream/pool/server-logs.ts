import type { Clock } from '../../clock.ts';
import { type LogSlice, ServerLog } from '../../supervisor/server-log.ts';

/** One log for each server: what it keeps outlives the server's connections, and several of them share it. */
export class ServerLogs {
  readonly #clock: Clock;
  readonly #logs = new Map<string, ServerLog>();
  readonly #listeners = new Set<(serverId: string) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(serverId: string): ServerLog {
    const known = this.#logs.get(serverId);
    if (known !== undefined) return known;
    const made = new ServerLog(this.#clock, () => {
      for (const listener of this.#listeners) listener(serverId);
    });
    this.#logs.set(serverId, made);
    return made;
  }

  read(serverId: string, after: number | null, limit: number): LogSlice {
    return this.#logs.get(serverId)?.read(after, limit) ?? nothingWritten;
  }

  forget(serverIds: readonly string[]): void {
    for (const serverId of serverIds) this.#logs.delete(serverId);
  }

  onWritten(listener: (serverId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

const nothingWritten: LogSlice = { lines: [], next: 0, gap: false, keptBytes: 0 };
