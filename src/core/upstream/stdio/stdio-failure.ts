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
