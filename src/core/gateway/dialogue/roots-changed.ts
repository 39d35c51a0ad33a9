import type { GatewayDeps } from '../deps.ts';
import type { Session } from '../exchange/session.ts';

const method = 'notifications/roots/list_changed';

/** A client's folders changed: its own servers are told, where it may be asked for them. One that clients share never learns of any. */
export function tellRootsChanged(
  deps: Pick<GatewayDeps, 'policy' | 'catalog' | 'pool'>,
  { id, clientId, route, client }: Session,
): void {
  const { snapshot } = deps.policy();
  const accepts = snapshot.clients.get(clientId)?.accept.includes('roots') === true;
  if (!accepts || !Buffer.from(client.capabilities).includes('"roots"')) return;
  for (const serverId of deps.catalog.grantedServers(clientId, route)) {
    if (snapshot.servers.get(serverId)?.sharing === 'shared') continue;
    deps.pool.get(serverId, { clientId, sessionId: id }).send(method, null);
  }
}
