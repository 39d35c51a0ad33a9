import type { GroupHandlers } from '../../../shared/contract.ts';
import type { AccessEdit } from '../../../shared/contract-access.ts';
import { compilePolicy } from '../../policy/compiled-policy.ts';
import { decide, decideForAll } from '../../policy/decide.ts';
import { describeChange } from '../../registry/difference.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { describeAccess } from '../access/access-changes.ts';
import { countCell } from '../access/access-count.ts';
import { readDefinition } from '../access/definition-facts.ts';
import type { Operator } from '../dispatch.ts';
import { requireKnown, toRegistryEdits } from './access-edits.ts';
import { accessHistory } from './access-history.ts';
import { type HandlerContext, requireClient, requireServer } from './context.ts';
import { viewServer } from './server-view.ts';
import { budgetsOf } from './tool-budget.ts';

export function accessHandlers(context: HandlerContext): GroupHandlers<'access', Operator> {
  const { services, editor, counter } = context;
  const { registry, definitions, history } = services;

  /** Made when their turn comes: a grant or withdrawal of somebody else that came first stays. */
  const stagedBy = (edits: readonly AccessEdit[]) => (current: RegistrySnapshot) => {
    requireKnown(context, edits);
    return toRegistryEdits(current, edits);
  };
  return {
    ...accessHistory(context),
    explain: async ({ client, server, tool }) => {
      const target = { serverId: server, tool };
      const { effect, rule, revision, message } = decide(services.policy(), client, target);
      return { effect, rule, revision, message };
    },
    view: async () => {
      const { revision, sha256, clients, servers } = registry.current;
      const { cells } = await counter.count(services.policy());
      return {
        revision,
        atUs: history.at(revision)?.atUs ?? null,
        sha256,
        clients: [...clients].map(([id, { app, enabled, allow_servers, tools }]) => ({
          id,
          app: app ?? null,
          enabled,
          allowServers: [...allow_servers],
          tools,
        })),
        servers: [...servers].map(([id, { enabled }]) => ({
          id,
          enabled,
          state: viewServer(services, id).state,
          tools: definitions.of(id).approved.size,
        })),
        cells,
      };
    },
    tools: async ({ client, server, edits }) => {
      requireClient(context, client);
      requireServer(context, server);
      requireKnown(context, edits);
      const staged = toRegistryEdits(registry.current, edits);
      const change = staged.length === 0 ? null : await editor.check(staged);
      const policy = change === null ? services.policy() : compilePolicy(change.after);
      const { approved, changed } = definitions.of(server);
      return {
        ...countCell(policy, client, server, approved.keys()),
        tools: [...approved.values()].map(({ name, json }) => {
          const { title, description, claims } = readDefinition(json);
          const { effect, rule } = decide(policy, client, { serverId: server, tool: name });
          const locked = decideForAll(policy, server, name)?.effect === 'deny';
          return {
            name,
            title,
            description,
            claims,
            changed: changed.has(name),
            effect,
            rule,
            locked,
          };
        }),
      };
    },
    preview: async ({ expectedSha256, edits }) => {
      const change = await editor.check(stagedBy(edits), expectedSha256);
      const { revision } = registry.current;
      if (change === null) return { lines: [], revision, changes: [], budgets: [] };
      const changes = describeAccess(change, definitions);
      return {
        lines: [...describeChange(change).lines],
        revision: change.after.revision,
        changes,
        budgets: budgetsOf(change, new Set(changes.map(({ client }) => client)), definitions),
      };
    },
    apply: async ({ expectedSha256, edits }, { actor }) => {
      return await editor.edit(stagedBy(edits), actor, expectedSha256);
    },
  };
}
