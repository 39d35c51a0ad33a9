import { Cancellation } from '../../src/core/cancellation.ts';
import type { Exchange } from '../../src/core/gateway/exchange/exchange.ts';
import type { ItemRequest } from '../../src/core/gateway/exchange/item-request.ts';
import { unknownClient } from '../../src/core/gateway/message/client-facts.ts';
import { readMessage } from '../../src/core/gateway/message/message.ts';
import { joinedBytes } from '../../src/core/json/parts.ts';
import { requestLimits, scanJson } from '../../src/core/json/scan.ts';

/** One waiting POST of client `a`, without sessions unless `own` says so. Its answers go to `answers`. */
export function waitingExchange(answers: string[] = [], own: Partial<Exchange> = {}): Exchange {
  return {
    caller: { actor: { type: 'client', door: 'mcp' }, clientId: 'a', tokenId: 't' },
    route: { kind: 'all' },
    client: { ...unknownClient, era: 'stateless' },
    session: null,
    paramHeaders: null,
    abort: new Cancellation(),
    connected: true,
    notify: () => undefined,
    respond: (parts) => answers.push(joinedBytes(parts).toString()) > 0,
    accept: () => undefined,
    outlive: () => () => undefined,
    stayOpen: () => ({ send: () => true, end: () => undefined }),
    ...own,
  };
}

/** A call of tool `t` of server `s` on this exchange. Nobody is asked what the rules say of it. */
export function toolRequest(
  exchange: Exchange,
  params: Readonly<Record<string, unknown>> = {},
): ItemRequest {
  const bytes = Buffer.from(
    JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 't', ...params },
    }),
  );
  return {
    exchange,
    message: readMessage(bytes, scanJson(bytes, requestLimits)),
    signal: exchange.abort.signal,
    kind: 'tool',
    serverId: 's',
    item: 't',
    definition: null,
    failure: null,
    args: new Uint8Array(),
    progressToken: null,
    judge: nobodyDecides,
    judgeNow: nobodyDecides,
    upstreamParams: () => [],
  };
}

function nobodyDecides(): never {
  throw new Error('Nobody decides here');
}
