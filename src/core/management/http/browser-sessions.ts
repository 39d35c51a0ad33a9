import { hash, timingSafeEqual } from 'node:crypto';
import type { Clock, Timer } from '../../clock.ts';
import { makeToken } from '../../secrets/token-format.ts';
import { startElapsed } from '../elapsed.ts';

/** AU-8. */
const idleUs = 1_800_000_000;
const absoluteUs = 43_200_000_000;
/** The steady clock stands still in sleep, so ends are looked for this often. */
const sweepMs = 30_000;
const maxSessions = 16;

export type SessionEnd = 'idle' | 'expired' | 'revoked' | 'displaced';

interface BrowserSession {
  readonly id: string;
  readonly digest: Buffer;
  readonly ageUs: () => number;
  idleForUs: () => number;
}

/** The browsers that are logged in. They are known by a digest and live in memory: a stop of the engine ends them. */
export class BrowserSessions {
  readonly #clock: Clock;
  readonly #onEnded: (id: string, why: SessionEnd) => void;
  #sessions: readonly BrowserSession[] = [];
  #sweep: Timer | null = null;

  constructor(clock: Clock, onEnded: (id: string, why: SessionEnd) => void) {
    this.#clock = clock;
    this.#onEnded = onEnded;
  }

  /** The token of a new session; over sixteen the oldest one ends. */
  open(id: string): string {
    const token = makeToken('session');
    const idleForUs = startElapsed(this.#clock);
    this.#sessions = [
      ...this.#sessions,
      { id, digest: digestOf(token), ageUs: idleForUs, idleForUs },
    ];
    const oldest = this.#sessions.length > maxSessions ? this.#sessions[0] : undefined;
    if (oldest !== undefined) this.#end([oldest], 'displaced');
    this.#sweep ??= this.#clock.after(sweepMs, () => this.#endPast());
    return token;
  }

  /** The session of that token, whose idle time begins anew; undefined for every other text. */
  find(token: string): string | undefined {
    this.#endPast();
    const digest = digestOf(token);
    const found = this.#sessions.find((session) => timingSafeEqual(session.digest, digest));
    if (found !== undefined) found.idleForUs = startElapsed(this.#clock);
    return found?.id;
  }

  endAll(why: SessionEnd): void {
    this.#end(this.#sessions, why);
  }

  close(): void {
    this.#sweep?.cancel();
    this.#sweep = null;
    this.#sessions = [];
  }

  #endPast(): void {
    this.#sweep?.cancel();
    this.#end(
      this.#sessions.filter((session) => session.ageUs() >= absoluteUs),
      'expired',
    );
    this.#end(
      this.#sessions.filter((session) => session.idleForUs() >= idleUs),
      'idle',
    );
    this.#sweep =
      this.#sessions.length === 0 ? null : this.#clock.after(sweepMs, () => this.#endPast());
  }

  #end(ended: readonly BrowserSession[], why: SessionEnd): void {
    this.#sessions = this.#sessions.filter((session) => !ended.includes(session));
    for (const { id } of ended) this.#onEnded(id, why);
  }
}

function digestOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
