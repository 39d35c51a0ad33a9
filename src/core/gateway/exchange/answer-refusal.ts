import type { ErrorCode } from '../../../shared/error-table.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../log.ts';
import { errorMessage, type Message } from '../message/message.ts';
import type { Exchange } from './exchange.ts';

/** Errors whose HTTP status is of the stateless era alone. */
const plainInSessions: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'method_not_found',
  'missing_capability',
]);

/** Answers a request with the JSON-RPC error of whatever ended it, under the HTTP status of its row. */
export function answerRefusal(
  log: Logger,
  exchange: Exchange,
  message: Message,
  thrown: unknown,
): void {
  const error =
    thrown instanceof AppError ? thrown : new AppError('internal', undefined, { cause: thrown });
  if (error.code === 'internal') {
    log.error('request.failed', { method: message.method, error: String(thrown) });
  }
  // A client of the session era reads an error with 404 as the end of its session, and one with 400 as none of its call.
  const isPlain = exchange.client.era === 'session' && plainInSessions.has(error.code);
  const status = isPlain ? 200 : error.row.http;
  exchange.respond(errorMessage(message.id, error), { status });
}
