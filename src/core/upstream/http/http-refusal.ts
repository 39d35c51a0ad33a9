import type { IncomingMessage } from 'node:http';
import { messageLimitBytes } from '../messages/message-limits.ts';
import { readBody } from './http-body.ts';
import { asksForSignIn } from './http-session.ts';

export interface RefusedRequest {
  id: number;
  /** It named a session. */
  inSession: boolean;
  /** It was to begin one. */
  opens: boolean;
  /** The response has a body of plain JSON. */
  isJson: boolean;
}

/** What a status that is no success comes to: the answer after all, a session that is gone, or just a failure. */
export type Refusal = { kind: 'answer'; body: Buffer } | { kind: 'forgotten' } | { kind: 'failed' };

/** Reads why one request was refused, and calls `settle` once. */
export function readRefusal(
  response: IncomingMessage,
  { id, inSession, opens, isJson }: RefusedRequest,
  settle: (refusal: Refusal) => void,
): void {
  const status = response.statusCode ?? 0;
  const isForgotten = status === 404 && inSession;
  const isNowhere = status === 404 && opens;
  if (isForgotten || isNowhere || asksForSignIn(status) || !isJson) {
    response.destroy();
    settle({ kind: isForgotten ? 'forgotten' : 'failed' });
    return;
  }
  readBody(response, messageLimitBytes, {
    whole: (body) => {
      // A JSON-RPC error in the body is the answer, where it names this request.
      if (isAnswerTo(id, body)) settle({ kind: 'answer', body });
      // Many servers answer 400 where the specification has 404 for a session that they forgot.
      else settle({ kind: status === 400 && inSession ? 'forgotten' : 'failed' });
    },
    tooLarge: () => settle({ kind: 'failed' }),
    cut: () => settle({ kind: 'failed' }),
  });
}

/** A cheap look: the full check is made by whoever receives the message. */
function isAnswerTo(id: number, body: Buffer): boolean {
  return body.includes('"jsonrpc"') && body.includes(String(id));
}
