import type { CancelSignal } from '../../cancellation.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { CallParams } from '../message/call-params.ts';
import type { Message } from '../message/message.ts';

/** One admitted tools/call. */
export interface ToolCall {
  readonly exchange: Exchange;
  readonly message: Message;
  readonly params: CallParams;
  /** Aborted by `notifications/cancelled`, by the end of the token and by the engine's stop. */
  readonly signal: CancelSignal;
}
