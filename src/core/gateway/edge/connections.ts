import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { LinkedSet } from '../../linked-set.ts';

/** Who has not answered yet. */
export interface Waiting {
  hungUp(): void;
}

/** One accepted connection. */
export interface Connection {
  readonly socket: Socket;
  /** Carried at least one admitted request. */
  trusted: boolean;
  /** The answer of the newest request; answers leave in order, so the connection is idle when this one is done. */
  last: ServerResponse | null;
  /** Several answers are owed at once. */
  pipelined: boolean;
  /** Whoever is to be told when it closes before they answered. */
  readonly waiting: LinkedSet<Waiting>;
  /** Counts up over all connections: the lower, the longer ago it began its newest request, or was opened. */
  turn: number;
  /** Refused in a way that ends it: nothing more on it is read as a request. */
  closing: boolean;
}

/** All open connections, at most `limit` (TR-12). */
export class Connections {
  readonly #limit: number;
  readonly #open = new Map<Socket, Connection>();
  #turn = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Takes a new connection. At the limit the one that is idle for longest makes room, first of those that never showed a valid
   * token; null when all are busy. Idle sockets of a stranger can so never lock out a client.
   */
  add(socket: Socket): Connection | null {
    if (this.#open.size >= this.#limit && !this.#makeRoom()) return null;
    const connection: Connection = {
      socket,
      trusted: false,
      last: null,
      pipelined: false,
      waiting: new LinkedSet(),
      turn: ++this.#turn,
      closing: false,
    };
    this.#open.set(socket, connection);
    socket.once('close', () => {
      this.#open.delete(socket);
      for (const waiting of connection.waiting) waiting.hungUp();
    });
    return connection;
  }

  /** The connection of a request that begins. */
  begin(socket: Socket, res: ServerResponse): Connection | undefined {
    const connection = this.#open.get(socket);
    if (connection === undefined) return undefined;
    connection.pipelined = !isIdle(connection);
    connection.last = res;
    connection.turn = ++this.#turn;
    return connection;
  }

  get(socket: Socket): Connection | undefined {
    return this.#open.get(socket);
  }

  closeIdle(): void {
    for (const connection of this.#open.values()) {
      if (isIdle(connection)) connection.socket.destroy();
    }
  }

  /** What is written still leaves, for at most a second. */
  flushAndClose(clock: Clock): void {
    for (const socket of this.#open.keys()) socket.destroySoon();
    clock.after(1_000, () => {
      for (const socket of this.#open.keys()) socket.destroy();
    });
  }

  #makeRoom(): boolean {
    const idle = [...this.#open.values()].filter(isIdle);
    const strangers = idle.filter(({ trusted }) => !trusted);
    const [first, ...others] = strangers.length > 0 ? strangers : idle;
    if (first === undefined) return false;
    const candidate = others.reduce((one, other) => (other.turn < one.turn ? other : one), first);
    this.#open.delete(candidate.socket);
    candidate.socket.destroy();
    return true;
  }
}

export function isIdle(connection: Connection): boolean {
  return connection.last === null || connection.last.writableFinished || connection.last.destroyed;
}
