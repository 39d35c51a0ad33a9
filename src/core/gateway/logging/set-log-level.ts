import { AppError } from '../../../shared/errors.ts';
import { textOf } from '../../json/scan.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { isLogLevel } from '../message/log-level.ts';
import { type Message, resultMessage } from '../message/message.ts';

const done = Buffer.from('{}');

/** logging/setLevel (2025-11-25 and older): what this session is told of, from now on. @throws AppError `invalid_params`. */
export async function setLogLevel(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
): Promise<void> {
  const node = message.params?.members?.get('level');
  const level = node?.type === 'string' ? textOf(message.bytes, node) : null;
  if (!isLogLevel(level)) throw new AppError('invalid_params', 'params.level is no log level');
  const { session } = exchange;
  if (session !== null) await deps.logMessages.setLevel(session, level);
  exchange.respond(resultMessage(message.id, [done]));
}
