import type { ErrorCode } from '../../../shared/error-table.ts';
import type { Clock } from '../../clock.ts';
import { RestartSchedule } from '../../supervisor/restart-schedule.ts';
import { Hold } from '../connection/hold.ts';
import type { ConnectionState } from '../connection.ts';
import type { SessionLoss } from './http-session.ts';

export interface HttpRetryOptions {
  clock: Clock;
  /** Uniform in [0, 1), for the jitter of the back-off. */
  random?: (() => number) | undefined;
  /** Begins a session after a failure. */
  restart: () => void;
  /** Begins one in place of a session that ended though nothing failed: until then what the server tells of changes is missed. */
  renew: () => void;
}

/** States that the next use leaves after a while: what was wrong may be mended by then. */
const heldMs = { blocked: 1_000, needs_sign_in: 30_000 } as const;

/** When a connection that is not up is tried again, by itself or by its next use, and in which state it is until then. */
export class HttpRetry {
  readonly #restart: RestartSchedule;
  readonly #renewal: RestartSchedule;
  readonly #held: Hold;

  constructor({ clock, random, restart, renew }: HttpRetryOptions) {
    this.#restart = new RestartSchedule({ clock, random, restart });
    this.#renewal = new RestartSchedule({ clock, random, restart: renew });
    this.#held = new Hold(clock);
  }

  /** Milliseconds until it may be up again, or null where no time is set. */
  afterMs(state: ConnectionState): number | null {
    return isHeld(state) ? this.#held.leftMs : this.#restart.retryAfterMs;
  }

  /** Whether a use begins a session. */
  isFree(state: ConnectionState): boolean {
    return state === 'stopped' || (isHeld(state) && this.#held.leftMs === 0);
  }

  ready(): void {
    this.#restart.ready();
    this.#renewal.ready();
  }

  /** @returns the state to be in after a session was lost. */
  lost(kind: SessionLoss['kind']): ConnectionState {
    if (kind === 'sign_in') return this.#hold('needs_sign_in');
    if (kind !== 'expired') return this.#restart.failed();
    // Whoever wants something does not wait for it.
    this.#renewal.failed();
    return 'stopped';
  }

  /** @returns the state to be in after a session could not begin. */
  startFailed(code: ErrorCode): ConnectionState {
    if (code === 'needs_sign_in') return this.#hold('needs_sign_in');
    // A fault of the registry, not of the server: nothing was sent, so nothing backs off.
    if (code === 'reference_unreadable') return this.#hold('blocked');
    return this.#restart.failed();
  }

  /** A person stepped in: nothing is due, and nothing has failed yet. */
  forget(): void {
    this.#restart.forget();
    this.#renewal.forget();
  }

  #hold(state: keyof typeof heldMs): ConnectionState {
    this.#held.begin(heldMs[state]);
    return state;
  }
}

function isHeld(state: ConnectionState): boolean {
  return state in heldMs;
}
