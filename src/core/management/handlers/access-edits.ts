import type { AccessEdit } from '../../../shared/contract-access.ts';
import type { RegistryEdit } from '../../registry/registry.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { type HandlerContext, requireClient, requireServer } from './context.ts';

/** @throws AppError `unknown_name`. */
export function requireKnown(context: HandlerContext, edits: readonly AccessEdit[]): void {
  for (const edit of edits) {
    requireClient(context, edit.client);
    // A grant of a server that is gone can still be withdrawn.
    if (edit.granted !== false) requireServer(context, edit.server);
  }
}

/** Grants of one client become one list, in the order it had; a withdrawn server leaves no rules behind. */
export function toRegistryEdits(
  snapshot: RegistrySnapshot,
  edits: readonly AccessEdit[],
): RegistryEdit[] {
  const granted = new Map<string, Set<string>>();
  const rules: RegistryEdit[] = [];
  for (const { client, server, granted: isGranted, tools } of edits) {
    const entry = snapshot.clients.get(client);
    if (isGranted !== undefined) {
      const list = granted.get(client) ?? new Set(entry?.allow_servers);
      granted.set(client, list);
      if (isGranted) list.add(server);
      else list.delete(server);
    }
    const path = ['clients', client, 'tools', server];
    const leavesRules = isGranted === false && Object.hasOwn(entry?.tools ?? {}, server);
    if (tools === null || leavesRules) rules.push({ path, value: undefined });
    else if (tools !== undefined) rules.push({ path, value: tools });
  }
  return [
    ...[...granted].map(([client, list]) => ({
      path: ['clients', client, 'allow_servers'],
      value: [...list],
    })),
    ...rules,
  ];
}
