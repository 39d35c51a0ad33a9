import type { Actor } from '../../audit/record.ts';
import { secretStoreName } from '../../registry/reference.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import type { ManagementServices } from '../services.ts';

/** Stores upstream secrets, names on record first. Returns the undo, on record as well, for an edit that then fails. */
export async function storeSecrets(
  { secrets, audit }: ManagementServices,
  serverId: string,
  values: ReadonlyMap<string, string>,
  actor: Actor,
): Promise<() => Promise<void>> {
  if (values.size === 0) return async () => undefined;
  const names = [...values.keys()];
  await audit.event({ kind: 'secret.set', actor, server: serverId, detail: { names } });
  const before = new Map<string, string | undefined>();
  const restore = async () => {
    const removed = names.filter((name) => before.get(secretStoreName(name)) === undefined);
    if (removed.length > 0) {
      const detail = { names: removed };
      await audit.event({ kind: 'secret.removed', actor, server: serverId, detail });
    }
    for (const [name, value] of before) {
      if (value === undefined) await secrets.delete(name);
      else await secrets.set(name, value);
    }
  };
  try {
    for (const [name, value] of values) {
      const stored = secretStoreName(name);
      before.set(stored, await secrets.get(stored));
      await secrets.set(stored, value);
    }
  } catch (error) {
    await restore().catch(() => undefined);
    throw error;
  }
  return restore;
}

/** Deletes what a removed server kept, except what another server refers to. */
export async function removeSecrets(
  { secrets, audit, registry }: ManagementServices,
  serverId: string,
  actor: Actor,
): Promise<void> {
  const prefix = secretStoreName(`${serverId}/`);
  const names = (await secrets.names())
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(secretStoreName('').length))
    .filter((name) => !isReferred(registry.current, name));
  if (names.length === 0) return;
  await audit.event({ kind: 'secret.removed', actor, server: serverId, detail: { names } });
  for (const name of names) await secrets.delete(secretStoreName(name));
}

function isReferred(snapshot: RegistrySnapshot, name: string): boolean {
  const text = `\${secret:${name}}`;
  return [...snapshot.servers.values()].some((entry) => JSON.stringify(entry).includes(text));
}
