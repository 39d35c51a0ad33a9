import type { CancelSignal } from '../../cancellation.ts';
import { carryOutResource, findResource } from '../calls/read-resource.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type Message, resultMessage } from '../message/message.ts';

const done = Buffer.from('{}');

/** resources/subscribe (2025-11-25 and older). @throws AppError for whatever refuses it, after its row. */
export async function subscribeResource(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<void> {
  const { session } = exchange;
  if (session === null) return;
  const found = await findResource(deps, exchange, message, signal);
  if (found.request.judge(deps.policy()).refusal !== null) {
    await carryOutResource(deps, found);
    return;
  }
  const watcher = deps.sessionWatchers.of(session);
  const before = deps.watches.of(watcher, found.exposed);
  // Asked for once more it stays what it is, whatever comes of the second time.
  const isNew = before?.connection.serverId !== found.serverId || before.uri !== found.uri;
  const watch = isNew ? deps.watches.add(watcher, found) : before;
  let isDone = false;
  try {
    isDone = await carryOutResource(deps, found);
  } finally {
    if (!isDone && isNew) deps.watches.drop(watch);
  }
}

/** resources/unsubscribe (2025-11-25 and older): the server hears of it when nobody else watches the same over its connection. */
export async function unsubscribeResource(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<void> {
  const { session } = exchange;
  if (session === null) return;
  const found = await findResource(deps, exchange, message, signal);
  const watch = deps.watches.of(deps.sessionWatchers.of(session), found.exposed);
  if (watch !== undefined && !deps.watches.drop(watch)) {
    exchange.respond(resultMessage(message.id, [done]));
    return;
  }
  try {
    await carryOutResource(deps, found);
  } finally {
    if (watch !== undefined) deps.watches.unsubscribed(watch);
  }
}
