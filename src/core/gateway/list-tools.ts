import { AppError } from '../../shared/errors.ts';
import { answerOwn } from './answer.ts';
import type { GatewayDeps } from './deps.ts';
import type { Exchange } from './exchange.ts';
import type { Message } from './message.ts';

/** tools/list: one page with everything this client may call, from approved definitions (DESIGN: pins). */
export async function listTools(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
): Promise<void> {
  if (message.params?.members?.has('cursor')) {
    throw new AppError('invalid_params', 'Unknown cursor: the list has one page');
  }
  const { caller, route, session } = exchange;
  await deps.coldServers.warmForList(deps.catalog.grantedServers(caller.clientId, route));
  const { listResult, listed, digest } = deps.catalog.of(caller.clientId, route);
  await deps.audit.event({
    kind: 'list.served',
    actor: caller.actor,
    client: caller.clientId,
    ...(route.kind === 'server' ? { server: route.serverId } : {}),
    detail: {
      token_id: caller.tokenId,
      ...(session === null ? {} : { session: session.digest }),
      method: message.method,
      items: listed,
      sha256: digest,
      revision: deps.policy().snapshot.revision,
    },
  });
  if (session !== null) deps.shownLists.set(session, digest);
  answerOwn(exchange, message, listResult, deps.version);
}
