import { AppError } from '../../../shared/errors.ts';
import type { Members } from '../../json/json-node.ts';
import { exactText } from '../../json/scan.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { LongStream } from '../exchange/long-stream.ts';
import { capabilitiesFor, type OfferedCapabilities } from '../gateway-offer.ts';
import type { Message } from '../message/message.ts';
import {
  notice,
  type Subscription,
  type SubscriptionFilter,
  subscribable,
  subscriptionEnd,
} from './subscriptions.ts';
import { StreamWatcher, watchResources } from './watch-resources.ts';

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
  const { subscriptions, watches, version } = deps;
  const { caller, route } = exchange;
  const { clientId } = caller;
  const asked = readFilter(message);
  const offered = capabilitiesFor(deps, clientId, route);
  const uris = offered.resources?.subscribe === true ? readUris(message, asked) : [];
  const { id } = message;
  const ending = (stream: LongStream) => {
    stream.send([subscriptionEnd(id, version)]);
    stream.end();
  };
  const ended = new AbortController();
  const watcher = new StreamWatcher(clientId, (uri) => {
    stream.send([notice(updatedMethod, id, `"uri":${JSON.stringify(uri)}`)]);
  });
  let subscription: Subscription | null = null;
  const stream = exchange.stayOpen({
    ending,
    closed: () => {
      ended.abort(new AppError('cancelled'));
      watches.ended(watcher);
      if (subscription !== null) subscriptions.delete(subscription);
    },
  });
  const watched = await watchResources(deps, exchange, watcher, uris, ended.signal);
  if (ended.signal.aborted) {
    watches.ended(watcher);
    return;
  }
  const lists = honored(asked, offered);
  const filter = watched.length > 0 ? { ...lists, resourceSubscriptions: watched } : lists;
  const honoredFilter = `"notifications":${JSON.stringify(filter)}`;
  stream.send([notice('notifications/subscriptions/acknowledged', id, honoredFilter)]);
  if (Object.keys(filter).length === 0) {
    ending(stream);
    return;
  }
  subscription = { id, clientId, route, filter, stream };
  subscriptions.add(subscription);
  watcher.begin();
}

const updatedMethod = 'notifications/resources/updated';
/** Resources that one stream may ask for; further ones are not honoured. */
const mostUris = 512;

/** What stands in `resourceSubscriptions`. @throws AppError `invalid_params` for anything but a list of texts. */
function readUris(message: Message, asked: Members): string[] {
  const node = asked.get('resourceSubscriptions');
  if (node === undefined) return [];
  const given: unknown = JSON.parse(exactText(message.bytes, node));
  if (!Array.isArray(given) || !given.every((uri) => typeof uri === 'string')) {
    throw new AppError('invalid_params', 'resourceSubscriptions must be a list of URIs');
  }
  return [...new Set(given)].slice(0, mostUris);
}

function readFilter(message: Message): Members {
  const members = message.params?.members?.get('notifications')?.members;
  if (members === undefined || members === null) {
    throw new AppError('invalid_params', 'params.notifications must be an object');
  }
  return members;
}

/** The part of a filter that we can answer: only what is asked for by `true`, of what we say we offer. */
function honored(asked: Members, offered: OfferedCapabilities): SubscriptionFilter {
  const filter: {
    -readonly [List in (typeof subscribable)[number] as `${List}ListChanged`]?: true;
  } = {};
  for (const list of subscribable) {
    const name = `${list}ListChanged` as const;
    if (asked.get(name)?.type === 'true' && offered[list]?.listChanged === true)
      filter[name] = true;
  }
  return filter;
}
