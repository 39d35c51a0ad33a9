import type { AccessChange } from '../../../shared/contract-access.ts';
import { toolLimitOf } from '../../clients/snippet.ts';
import { type CompiledPolicy, compilePolicy } from '../../policy/compiled-policy.ts';
import type { RegistryChange } from '../../registry/snapshot.ts';
import type { DefinitionStore } from '../../state/definition.ts';
import { countCell } from '../access/access-count.ts';

/** Tools that a client is listed: what it may call, or is asked for. */
export function countListed(
  policy: CompiledPolicy,
  client: string,
  definitions: Pick<DefinitionStore, 'of'>,
): number {
  let listed = 0;
  for (const server of policy.grants.get(client)?.keys() ?? []) {
    const { approved, changed } = definitions.of(server);
    const names = [...approved.keys()].filter((name) => !changed.has(name));
    const { allowed, asked } = countCell(policy, client, server, names);
    listed += allowed + asked;
  }
  return listed;
}

/** How many tools the clients of a change list before and after it, against what their applications take. */
export function budgetsOf(
  change: RegistryChange,
  clients: ReadonlySet<AccessChange['client']>,
  definitions: Pick<DefinitionStore, 'of'>,
): { client: string; before: number; after: number; limit: number | null }[] {
  const before = compilePolicy(change.before);
  const after = compilePolicy(change.after);
  return [...clients].map((client) => ({
    client,
    before: countListed(before, client, definitions),
    after: countListed(after, client, definitions),
    limit: toolLimitOf(change.after.clients.get(client)?.app),
  }));
}
