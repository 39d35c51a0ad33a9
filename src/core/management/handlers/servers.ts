import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { RegistryEdits } from '../../registry/registry.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { viewRegistry } from '../../registry/view.ts';
import type { Operator } from '../dispatch.ts';
import { isInForce } from '../editing/registry-editor.ts';
import { removeSecrets, storeSecrets } from '../editing/server-secrets.ts';
import { describeChanges, describeEntry, requireConsent } from './consent.ts';
import { type HandlerContext, requireServer } from './context.ts';
import { serverApproval } from './server-approval.ts';
import { serverCommands } from './server-commands.ts';
import {
  type PreparedEdits,
  prepareChanges,
  prepareEntry,
  prepareRemoval,
} from './server-edits.ts';
import { otherKinds, serverItem, serverTools, viewItems } from './server-items.ts';
import { serverPreview } from './server-preview.ts';
import { serverSignIn } from './server-sign-in.ts';
import { viewValues } from './server-values.ts';
import { serverIds, viewServer } from './server-view.ts';
import { tryTool } from './try-tool.ts';

/** Members of an entry that decide what runs or where secrets go (MG-5). */
const guarded = new Set<string | number>([
  'transport',
  'command',
  'args',
  'cwd',
  'env',
  'url',
  'headers',
  'manifest',
  'oauth',
]);

export function serversHandlers(context: HandlerContext): GroupHandlers<'servers', Operator> {
  const { services, editor, logWatch } = context;
  const { registry, pool, signIns, definitions, audit } = services;

  const apply = async (
    id: string,
    { edits, secrets }: { edits: RegistryEdits; secrets: PreparedEdits['secrets'] },
    expectedSha256: string | undefined,
    { actor }: Operator,
  ) => {
    audit.assertWritable();
    const undo = await storeSecrets(services, id, secrets, actor);
    try {
      const { revision, sha256 } = await editor.edit(edits, actor, expectedSha256);
      return { revision, sha256, storedSecrets: [...secrets.keys()] };
    } catch (error) {
      // The entry that is in force refers to them.
      if (!isInForce(error)) await undo();
      throw error;
    }
  };
  const requireFree = (id: string) => {
    const { servers, broken } = registry.current;
    if (servers.has(id) || broken.has(id))
      throw new AppError('conflict', `There is a server ${id} already`);
  };
  return {
    ...serverCommands(context),
    item: serverItem(context),
    tools: serverTools(context),
    ...serverSignIn(context),
    preview: serverPreview(context),
    tryTool: tryTool(context),
    list: async () => {
      const { sha256 } = registry.current;
      return { servers: serverIds(services).map((id) => viewServer(services, id)), sha256 };
    },
    get: async ({ id }) => {
      requireServer(context, id);
      const { current } = registry;
      return {
        server: viewServer(services, id),
        entry: { ...viewRegistry(current).servers[id] },
        values: viewValues(current.servers.get(id)),
        tools: viewItems(services, id, ['tool']),
        others: viewItems(services, id, otherKinds),
        sha256: current.sha256,
      };
    },
    add: async (input, operator) => {
      const { id, entry, secrets, expectedSha256 } = input;
      requireFree(id);
      const asked = describeEntry(id, { ...entry });
      await requireConsent(context, operator, { method: 'servers.add', input, ...asked });
      const prepared = prepareEntry(id, { ...entry }, secrets);
      const addition = () => {
        // Once more, when its turn comes: another may have taken the name meanwhile.
        requireFree(id);
        return prepared.edits;
      };
      return apply(id, { ...prepared, edits: addition }, expectedSha256, operator);
    },
    update: async (input, operator) => {
      const { id, changes, secrets, expectedSha256 } = input;
      requireServer(context, id);
      const running = changes.filter(({ path }) => guarded.has(path[0] ?? ''));
      if (running.length > 0) {
        const asked = describeChanges(id, running);
        await requireConsent(context, operator, { method: 'servers.update', input, ...asked });
      }
      return apply(id, prepareChanges(id, changes, secrets), expectedSha256, operator);
    },
    remove: async ({ id, expectedSha256 }, { actor }) => {
      requireServer(context, id);
      const removal = (current: RegistrySnapshot) => prepareRemoval(current, id);
      const { revision, sha256 } = await editor.edit(removal, actor, expectedSha256);
      await pool.stopServer(id, 'removed');
      definitions.forget(id);
      await removeSecrets(services, id, actor);
      await signIns.signOut(id, actor);
      return { revision, sha256 };
    },
    approve: serverApproval(context),
    logs: async ({ id, after, limit, follow }) => {
      requireServer(context, id);
      if (follow) logWatch.watch(id);
      const { lines, ...slice } = pool.log(id, after ?? null, limit);
      return { ...slice, lines: lines.map((line) => ({ ...line })) };
    },
  };
}
