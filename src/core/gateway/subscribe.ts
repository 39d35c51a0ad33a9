import { AppError } from '../../shared/errors.ts';
import type { JsonNode } from '../json/scan.ts';
import type { GatewayDeps } from './deps.ts';
import type { Exchange } from './exchange.ts';
import { capabilitiesFor, type OfferedCapabilities } from './gateway-offer.ts';
import type { LongStream } from './long-stream.ts';
import type { Message } from './message.ts';
import {
  notice,
  type Subscription,
  type SubscriptionFilter,
  subscribable,
  subscriptionEnd,
} from './subscriptions.ts';

/**
 * subscriptions/listen (2026-07-28): the answer is a stream that stays open and carries what the client asked to be told of. The
 * first message says how much of that it will get.
 * @throws AppError `invalid_params` without a filter, `too_many_requests` when the client has as many streams as it may.
 */
export async function subscribe(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
): Promise<void> {
  const { subscriptions, version } = deps;
  const { caller, route } = exchange;
  const filter = honored(readFilter(message), capabilitiesFor(deps, caller.clientId, route));
  const { id } = message;
  const ending = (stream: LongStream) => {
    stream.send([subscriptionEnd(id, version)]);
    stream.end();
  };
  let subscription: Subscription | null = null;
  const stream = exchange.stayOpen({
    ending,
    closed: () => {
      if (subscription !== null) subscriptions.delete(subscription);
    },
  });
  stream.send([
    notice(
      'notifications/subscriptions/acknowledged',
      id,
      `"notifications":${JSON.stringify(filter)}`,
    ),
  ]);
  if (Object.keys(filter).length === 0) {
    ending(stream);
    return;
  }
  subscription = { id, clientId: caller.clientId, route, filter, stream };
  subscriptions.add(subscription);
}

function readFilter(message: Message): ReadonlyMap<string, JsonNode> {
  const members = message.params?.members?.get('notifications')?.members;
  if (members === undefined || members === null) {
    throw new AppError('invalid_params', 'params.notifications must be an object');
  }
  return members;
}

/** The part of a filter that we can answer: only what is asked for by `true`, of what we say we offer. */
function honored(
  asked: ReadonlyMap<string, JsonNode>,
  offered: OfferedCapabilities,
): SubscriptionFilter {
  const filter: { -readonly [Name in keyof SubscriptionFilter]: true } = {};
  for (const list of subscribable) {
    const name = `${list}ListChanged` as const;
    if (asked.get(name)?.type === 'true' && offered[list]?.listChanged === true)
      filter[name] = true;
  }
  return filter;
}
