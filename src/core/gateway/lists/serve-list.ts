import { AppError } from '../../../shared/errors.ts';
import { textOf } from '../../json/scan.ts';
import type { GatewayDeps } from '../deps.ts';
import { answerOwn } from '../exchange/answer.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Route } from '../exchange/session.ts';
import type { Message } from '../message/message.ts';
import type { Catalog, ListName } from './catalog.ts';
import type { ServedList } from './served-list.ts';

/** What serves a list, of what handlers are given. */
interface ListDeps
  extends Pick<GatewayDeps, 'catalog' | 'coldServers' | 'policy' | 'shownLists' | 'version'> {
  readonly audit: Pick<GatewayDeps['audit'], 'event'>;
}

interface Listing {
  /** Whose change the client is told of once it was shown the list. */
  readonly name: ListName;
  readonly of: (catalog: Catalog, clientId: string, route: Route) => ServedList;
}

const listings: Readonly<Record<string, Listing>> = {
  'tools/list': { name: 'tools', of: (catalog, id, route) => catalog.of(id, route) },
  'prompts/list': { name: 'prompts', of: (catalog, id, route) => catalog.prompts(id, route) },
  'resources/list': {
    name: 'resources',
    of: (catalog, id, route) => catalog.resources(id, route).resources,
  },
  'resources/templates/list': {
    name: 'resources',
    of: (catalog, id, route) => catalog.resources(id, route).templates,
  },
};

export const listMethods: readonly string[] = Object.keys(listings);

/**
 * Every list: what this client may use here, from approved definitions (DESIGN: pins).
 * @throws AppError `invalid_params` for a cursor that is not of this list, for this client, as it is now.
 */
export async function serveList(
  deps: ListDeps,
  exchange: Exchange,
  message: Message,
): Promise<void> {
  const listing = listings[message.method];
  if (listing === undefined) throw new AppError('method_not_found');
  const { caller, route, session } = exchange;
  const { clientId } = caller;
  await deps.coldServers.warmForList(deps.catalog.grantedServers(clientId, route));
  const list = listing.of(deps.catalog, clientId, route);
  const page = pageOf(list, message);
  if (session !== null) {
    // Before the row is waited for: whatever changes meanwhile is news to who is shown this list.
    deps.shownLists.show(session, listing.name, deps.catalog.digest(listing.name, clientId, route));
  }
  await deps.audit.event({
    kind: 'list.served',
    actor: caller.actor,
    client: clientId,
    ...(route.kind === 'server' ? { server: route.serverId } : {}),
    detail: {
      token_id: caller.tokenId,
      ...(session === null ? {} : { session: session.digest }),
      method: message.method,
      items: list.listed,
      sha256: list.digest,
      revision: deps.policy().snapshot.revision,
    },
  });
  answerOwn(exchange, message, page, deps.version);
}

function pageOf(list: ServedList, { bytes, params }: Message): Uint8Array {
  const cursor = params?.members?.get('cursor');
  const index =
    cursor === undefined ? 0 : cursor.type === 'string' && list.cursors.get(textOf(bytes, cursor));
  const page = typeof index === 'number' ? list.pages[index] : undefined;
  if (page !== undefined) return page;
  throw new AppError('invalid_params', 'Unknown cursor: list again from the beginning');
}
