import type { Era } from './connection.ts';

/** Which era servers spoke when they were last started, kept over restarts of the engine. */
export interface EraMemory {
  /** @param launch what the server is started from: another command is another server. Null where nothing is known of it. */
  recall(serverId: string, launch: string): Era | null;
  remember(serverId: string, launch: string, era: Era): void;
}

/** What is known of one server's era, and in which order to ask it. */
export class EraNote {
  readonly #memory: EraMemory;
  readonly #serverId: string;
  readonly #launch: string;
  #doubted = false;

  constructor(memory: EraMemory, serverId: string, launch: string) {
    this.#memory = memory;
    this.#serverId = serverId;
    this.#launch = launch;
  }

  get known(): Era | null {
    return this.#memory.recall(this.#serverId, this.#launch);
  }

  /** @param unknown the era to begin with where nothing is known, or what was known has just failed. */
  order(unknown: Era): readonly [Era, Era] {
    const first = (this.#doubted ? null : this.known) ?? unknown;
    return first === 'session' ? ['session', 'stateless'] : ['stateless', 'session'];
  }

  /** A start failed: the next one does not build on what was known. */
  doubt(): void {
    this.#doubted = true;
  }

  /** @returns true when a server that was seen as stateless has fallen back (UP-23). */
  learned(era: Era): boolean {
    const before = this.known;
    this.#doubted = false;
    this.#memory.remember(this.#serverId, this.#launch, era);
    return before === 'stateless' && era === 'session';
  }
}
