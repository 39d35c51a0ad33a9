import type { ClientEntry } from '../../../shared/registry-client.ts';
import type { ServerEntry } from '../../../shared/registry-server.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { noCapabilities } from '../opening/envelope.ts';
import type { ConnectionScope } from './launch-key.ts';

/** All that a client of the session era can declare of each (specification 2025-11-25: Client Features). */
const whole: Readonly<Record<ClientEntry['accept'][number], unknown>> = {
  elicitation: { form: {}, url: {} },
  sampling: { tools: {} },
  roots: {},
};

/**
 * What a server is told in `initialize` when the request that starts it declares nothing: what the entries of those accept whom it
 * may ask. It may outlive that request by days, and a client without sessions declares something else in each; what the client of
 * a call cannot do is refused when it is asked.
 * @param scope null for the shared connection. A child that is shared may ask nobody; over HTTP it may, on the stream of a call
 * (DESIGN: Protocol).
 * @returns JSON of an object
 */
export function acceptedCapabilities(
  { clients }: RegistrySnapshot,
  serverId: string,
  { transport }: ServerEntry,
  scope: ConnectionScope | null,
): Uint8Array {
  if (scope === null && transport === 'stdio') return noCapabilities;
  const asked =
    scope === null
      ? [...clients.values()].filter((entry) => entry.allow_servers.includes(serverId))
      : [clients.get(scope.clientId)];
  const accepted = new Set(asked.flatMap((entry) => entry?.accept ?? []));
  if (accepted.size === 0) return noCapabilities;
  return Buffer.from(
    JSON.stringify(Object.fromEntries([...accepted].map((ability) => [ability, whole[ability]]))),
  );
}
