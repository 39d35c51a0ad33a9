import type { IncomingMessage } from 'node:http';
import { messageLimitBytes } from '../messages/message-limits.ts';
import { SseDecoder, type SseEvent } from './sse-decoder.ts';

export interface StreamReceiver {
  event(event: SseEvent): void;
  /** An event over the limit: the connection is closed. */
  tooLarge(): void;
  /** The stream is over, whoever closed it. Always called, last. */
  ended(): void;
}

/** Reads a response as server-sent events, in bounded memory. */
export function readEvents(response: IncomingMessage, receiver: StreamReceiver): SseDecoder {
  const decoder = new SseDecoder(messageLimitBytes, {
    event: (event) => receiver.event(event),
    tooLarge: () => {
      response.destroy();
      receiver.tooLarge();
    },
  });
  response.on('data', (chunk: Buffer) => decoder.push(chunk));
  response.on('close', () => receiver.ended());
  return decoder;
}
