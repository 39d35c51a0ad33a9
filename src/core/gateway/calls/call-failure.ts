import { AppError } from '../../../shared/errors.ts';
import type { CallResult } from '../../audit/record.ts';
import type { Sent } from '../../upstream/connection.ts';

/** A call that brought no reply: what the caller is told and what the outcome row says. */
export interface CallFailure {
  readonly error: AppError;
  readonly result: CallResult;
  readonly sent: Sent;
}

/** Anything that `connection.request` or a wait can reject with. */
export function failureOf(thrown: unknown): CallFailure {
  const error =
    thrown instanceof AppError ? thrown : new AppError('internal', undefined, { cause: thrown });
  const sent = error.data?.sent;
  const cause = error.data?.cause;
  const result = isCallResult(cause) ? cause : resultOfCode(error);
  return { error, result, sent: isSent(sent) ? sent : 'none' };
}

function resultOfCode(error: AppError): CallResult {
  switch (error.code) {
    case 'cancelled':
    // Its session was ended, or LMCP stops.
    case 'session_not_found':
    case 'unreachable':
      return 'cancelled';
    case 'unauthorized':
      return 'revoked';
    case 'upstream_timeout':
      return 'timeout';
    case 'upstream_protocol':
      return 'upstream_error';
    default:
      return 'not_sent';
  }
}

const results: ReadonlySet<unknown> = new Set<CallResult>([
  'upstream_error',
  'timeout',
  'cancelled',
  'revoked',
  'upstream_died',
  'too_large',
  'not_sent',
  'unknown',
]);

function isSent(value: unknown): value is Sent {
  return value === 'none' || value === 'partial' || value === 'whole';
}

function isCallResult(value: unknown): value is CallResult {
  return results.has(value);
}
