import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { Clock } from '../../clock.ts';
import type { ServerSignIn } from '../../oauth/sign-ins.ts';
import { unlessAborted } from '../connection/unless-aborted.ts';

/** The token of one connection, before it ends. Where nobody is signed in, asking costs no look at the clock. */
export class TokenRenewal {
  readonly #signIn: ServerSignIn | null;
  readonly #clock: Clock;

  constructor(signIn: ServerSignIn | null, clock: Clock) {
    this.#signIn = signIn;
    this.#clock = clock;
  }

  get isDue(): boolean {
    const dueUs = this.#signIn?.dueUs ?? Number.POSITIVE_INFINITY;
    return dueUs !== Number.POSITIVE_INFINITY && dueUs <= this.#clock.monoUs();
  }

  /** Where nobody answers, the old token is worth a try. @returns why only a person can help, or null. */
  async renew(signal: CancelSignal): Promise<AppError | null> {
    try {
      await unlessAborted(this.#signIn?.renew() ?? Promise.resolve(), signal);
      return null;
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof AppError && error.code === 'needs_sign_in' ? error : null;
    }
  }
}
