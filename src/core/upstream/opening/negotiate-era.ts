import { AppError } from '../../../shared/errors.ts';
import type { Era } from '../connection.ts';

/** The server does not speak the era in which it was addressed; `reason` is how that showed. */
export class EraRefusal extends Error {
  override readonly name = 'EraRefusal';
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('It does not speak this era of the protocol');
    this.reason = reason;
  }
}

/**
 * Tries the eras in turn until the server speaks one. Only an `EraRefusal` leads to the next.
 * @throws what an attempt failed with; of two refusals that of the session era, which says more of most servers.
 */
export async function negotiateEra<T>(
  order: readonly Era[],
  attempt: (era: Era) => Promise<T>,
): Promise<T> {
  let failure: unknown = null;
  for (const era of order) {
    try {
      return await attempt(era);
    } catch (error) {
      if (!(error instanceof EraRefusal)) throw error;
      if (failure === null || era === 'session') failure = error.reason;
    }
  }
  throw failure;
}

/**
 * What a failed probe over HTTP says of the server: a refusal of the era, unless nothing reached it or it asks for credentials
 * (401 and 403 never lead on: specification 2026-07-28, Backward Compatibility).
 */
export function probeFailure(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { sent, status } = error.data ?? {};
  if (error.code === 'needs_sign_in' || sent === 'none' || status === 401) return error;
  return new EraRefusal(error);
}
