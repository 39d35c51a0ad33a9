import { AppError } from '../../shared/errors.ts';

/** @param reason our own words, completing "The sign-in was refused: …"; never a text of a server. */
export function signInRefused(reason: string, cause?: unknown): AppError {
  return new AppError('sign_in_refused', `The sign-in was refused: ${reason}`, {
    ...(cause === undefined ? {} : { cause }),
  });
}
