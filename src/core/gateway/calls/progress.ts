import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { joinedBytes } from '../../json/parts.ts';
import { exactText, resultLimits, scanJson } from '../../json/scan.ts';
import type { UpstreamRequest } from '../../upstream/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { splice } from '../message/splice.ts';

/** At most this many progress notifications a second reach the client for one call (UP-12). */
const perSecond = 10;
const notificationHead = Buffer.from(
  '{"jsonrpc":"2.0","method":"notifications/progress","params":',
);

/** Tokens that stand for clients' progress tokens on the way upstream: unique in this engine, not guessable. */
export class ProgressTokens {
  readonly #prefix = randomBytes(9).toString('base64url');
  #last = 0;

  /** The exact JSON text of a new token. */
  next(): string {
    this.#last++;
    return `"${this.#prefix}-${this.#last}"`;
  }
}

/**
 * The progress wish of a call, with a token of ours: each notification reaches the client as the same params under its own token,
 * at most ten a second. Undefined when the client asked for none.
 */
export function relayProgress(
  deps: { readonly progressTokens: ProgressTokens; readonly clock: Clock },
  call: Pick<ItemRequest, 'message' | 'progressToken'> & {
    readonly exchange: Pick<Exchange, 'notify'>;
  },
): UpstreamRequest['progress'] {
  const node = call.progressToken;
  if (node === null) return undefined;
  let { message } = call;
  let clientToken: string | null = exactText(message.bytes, node);
  let windowUs = 0;
  let sent = 0;
  return {
    token: deps.progressTokens.next(),
    received: (params) => {
      const nowUs = deps.clock.monoUs();
      if (nowUs - windowUs >= 1_000_000) {
        windowUs = nowUs;
        sent = 0;
      }
      if (call.message !== message) {
        // A client without sessions came back with another message, and another token or none.
        message = call.message;
        clientToken =
          call.progressToken === null ? null : exactText(message.bytes, call.progressToken);
      }
      if (clientToken === null || ++sent > perSecond) return;
      call.exchange.notify(progressMessage(params, clientToken));
    },
  };
}

function progressMessage(params: Uint8Array, clientToken: string): Uint8Array {
  const root = scanJson(params, resultLimits);
  const own = root.members?.get('progressToken');
  const edits = own === undefined ? [] : [{ start: own.start, end: own.end, text: clientToken }];
  return joinedBytes([notificationHead, ...splice(params, root, edits), '}']);
}
