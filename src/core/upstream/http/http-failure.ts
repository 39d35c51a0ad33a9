import { AppError } from '../../../shared/errors.ts';
import type { CallResult } from '../../audit/record.ts';
import type { ConnectionState, Sent } from '../connection.ts';

export interface HttpFailure {
  code: 'upstream_unavailable' | 'upstream_timeout' | 'upstream_protocol' | 'needs_sign_in';
  sent: Sent;
  cause: CallResult;
  /** Why, for the operator: never a header, a query or an address that the server chose. */
  detail: string;
  /** HTTP status, where that is the failure. */
  status?: number;
  /** Where a person can authorise. */
  url?: string | null;
}

/** The error of one HTTP exchange. Clients see the table's text; the operator's detail travels as its cause. */
export function httpFailure(failure: HttpFailure): AppError {
  const { code, sent, cause, detail, status, url = null } = failure;
  return new AppError(code, undefined, {
    data: {
      sent,
      cause,
      ...(status === undefined ? {} : { status }),
      ...(url === null ? {} : { url }),
    },
    cause: new Error(detail),
  });
}

/** One sentence for the operator about anything that went wrong. */
export function operatorDetail(error: unknown): string {
  if (!(error instanceof Error)) return 'It could not be reached';
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** HTTP status that an error is about, or null. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof AppError)) return null;
  const status = error.data?.status;
  return typeof status === 'number' ? status : null;
}

/**
 * An HTTP status that is no answer to the message that was sent.
 * @param url where a person can authorise now, or null.
 */
export function refusedWith(status: number, url: string | null): AppError {
  const detail = `It answered with HTTP status ${status}`;
  const failure = { sent: 'whole', cause: 'upstream_error', detail, status } as const;
  if (status === 401 || status === 403)
    return httpFailure({ ...failure, code: 'needs_sign_in', url });
  const code =
    status >= 500 || status === 404 || status === 429
      ? 'upstream_unavailable'
      : 'upstream_protocol';
  return httpFailure({ ...failure, code });
}

/** The token ended while the request was on its way; the next session brings another. */
export function tokenEnded(): AppError {
  return httpFailure({
    code: 'upstream_unavailable',
    sent: 'whole',
    cause: 'upstream_error',
    detail: 'Its token ended',
    status: 401,
  });
}

/**
 * What a caller is told of a server that is not up: the operator's detail stays behind.
 * @param url where a person can authorise now, or null.
 */
export function notUp(
  state: ConnectionState,
  retryAfterMs: number | null,
  url: string | null,
): AppError {
  const code = state === 'needs_sign_in' ? 'needs_sign_in' : 'upstream_unavailable';
  return new AppError(code, undefined, {
    data: {
      sent: 'none',
      cause: 'not_sent',
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      ...(code !== 'needs_sign_in' || url === null ? {} : { url }),
    },
  });
}

/** The connection failed before any response; `sent` is `none` when it was never made. */
export function unreachable(error: Error, sent: Sent): AppError {
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  return httpFailure({
    code: 'upstream_unavailable',
    sent,
    cause: sent === 'none' ? 'not_sent' : 'upstream_died',
    detail: sent === 'none' ? `It cannot be reached${code}` : `The connection was lost${code}`,
  });
}

/** The response ended before the answer was there. */
export function cutOff(): AppError {
  return httpFailure({
    code: 'upstream_unavailable',
    sent: 'whole',
    cause: 'upstream_died',
    detail: 'The connection was lost before the answer',
  });
}

/** Its deadline has passed. */
export function notInTime(sent: Sent): AppError {
  return httpFailure({
    code: 'upstream_timeout',
    sent,
    cause: 'timeout',
    detail: 'It did not answer in time',
  });
}

/** The request was still open when its session ended. */
export function sessionOver(sent: Sent): AppError {
  return httpFailure({
    code: 'upstream_unavailable',
    sent,
    cause: sent === 'none' ? 'not_sent' : 'upstream_died',
    detail: 'The session ended',
  });
}

/** The server broke the protocol in its answer to one request. */
export function broken(cause: 'upstream_error' | 'too_large', detail: string): AppError {
  return httpFailure({ code: 'upstream_protocol', sent: 'whole', cause, detail });
}

/** Its answer is no message, or answers nothing. */
export function answerNotValid(): AppError {
  return broken('upstream_error', 'Its answer is not valid');
}
