import { AppError } from '../../../shared/errors.ts';
import { upstreamFailure } from '../connection/upstream-failure.ts';
import type { Sent } from '../connection.ts';

/** The child ended, or was ended, before it answered. */
export function died(sent: Sent): Error {
  return upstreamFailure({ code: 'upstream_unavailable', sent, cause: 'upstream_died' });
}

/** There was no room for the request: the child does not read. */
export function unavailable(): Error {
  return upstreamFailure({ code: 'upstream_unavailable', sent: 'none', cause: 'not_sent' });
}

export function timedOut(sent: Sent): Error {
  return upstreamFailure({ code: 'upstream_timeout', sent, cause: 'timeout' });
}

/** The child's answer to one request is none. */
export function protocolError(cause: 'upstream_error' | 'too_large'): Error {
  return upstreamFailure({ code: 'upstream_protocol', sent: 'whole', cause });
}

/** What a caller is told of a server that is not up: never the operator's detail. */
export function notUp(retryAfterMs: number): AppError {
  return upstreamFailure({
    code: 'upstream_unavailable',
    sent: 'none',
    cause: 'not_sent',
    retryAfterMs,
  });
}

/**
 * What a start failed with: the operator is told why the child ended, where that is why.
 * @param endDetail empty where it has not ended.
 */
export function startFailure(error: unknown, endDetail: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'upstream_unavailable' || endDetail === '') {
    return error;
  }
  return new AppError(error.code, endDetail, {
    data: { sent: 'none', cause: 'not_sent' },
    cause: error,
  });
}
