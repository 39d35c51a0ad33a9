import { AppError } from '../../shared/errors.ts';
import type { CallResult } from '../audit/record.ts';
import type { Sent } from './connection.ts';

export interface HttpFailure {
  code: 'upstream_unavailable' | 'upstream_timeout' | 'upstream_protocol' | 'needs_sign_in';
  sent: Sent;
  cause: CallResult;
  /** Why, for the operator: never a header, a query or an address that the server chose. */
  detail: string;
  /** HTTP status, where that is the failure. */
  status?: number;
}

/** The error of one HTTP exchange. Clients see the table's text; the operator's detail travels as its cause. */
export function httpFailure(failure: HttpFailure): AppError {
  const { code, sent, cause, detail, status } = failure;
  return new AppError(code, undefined, {
    data: status === undefined ? { sent, cause } : { sent, cause, status },
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

/** An HTTP status that is no answer to the message that was sent. */
export function refusedWith(status: number): AppError {
  const detail = `It answered with HTTP status ${status}`;
  const failure = { sent: 'whole', cause: 'upstream_error', detail, status } as const;
  if (status === 401 || status === 403) return httpFailure({ ...failure, code: 'needs_sign_in' });
  const code =
    status >= 500 || status === 404 || status === 429
      ? 'upstream_unavailable'
      : 'upstream_protocol';
  return httpFailure({ ...failure, code });
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
