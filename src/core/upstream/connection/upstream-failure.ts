import type { ErrorCode } from '../../../shared/error-table.ts';
import { AppError } from '../../../shared/errors.ts';
import type { CallResult } from '../../audit/record.ts';
import type { Sent } from '../connection.ts';

export interface UpstreamFailure {
  code: Extract<ErrorCode, 'upstream_unavailable' | 'upstream_timeout' | 'upstream_protocol'>;
  /** How far the request got. */
  sent: Sent;
  /** What the outcome row will say. */
  cause: CallResult;
  retryAfterMs?: number | undefined;
}

/**
 * The error of a request that got no answer. It reaches clients, so its text is the table's: why a server is down, in
 * words, is for the operator (`status().detail`, the log, stderr).
 */
export function upstreamFailure(failure: UpstreamFailure): AppError {
  const { code, sent, cause, retryAfterMs } = failure;
  return new AppError(code, undefined, {
    data: retryAfterMs === undefined ? { sent, cause } : { sent, cause, retryAfterMs },
  });
}

/**
 * Why a request was given up, with how far it had got. The reason itself is left as it is: it may have ended others, which got further.
 */
export function givenUp(reason: unknown, sent: Sent): unknown {
  if (!(reason instanceof AppError)) return reason;
  const { code, message, hint, data } = reason;
  return new AppError(code, message, {
    hint,
    data: { ...data, sent },
    cause: reason.cause ?? reason,
  });
}
