import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { viewRegistry } from '../../registry/view.ts';
import type { Operator } from '../dispatch.ts';
import { removeSecrets, storeSecrets } from '../server-secrets.ts';
import { type HandlerContext, refuseOverHttp, requireServer } from './context.ts';
import { serverCommands } from './server-commands.ts';
import {
  type PreparedEdits,
  prepareChanges,
  prepareEntry,
  prepareRemoval,
} from './server-edits.ts';
import { viewServer, viewTools } from './server-view.ts';

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
/** Names in one row: a row holds at most 64 KiB. */
const namesPerRow = 200;

export function serversHandlers(context: HandlerContext): GroupHandlers<'servers', Operator> {
  const { services, editor } = context;
  const { registry, pool, definitions, audit } = services;

  const apply = async (id: string, { edits, secrets }: PreparedEdits, { actor }: Operator) => {
    audit.assertWritable();
    const undo = await storeSecrets(services, id, secrets, actor);
    try {
      const { revision } = await editor.edit(edits, actor);
      return { revision, storedSecrets: [...secrets.keys()] };
    } catch (error) {
      await undo();
      throw error;
    }
  };
  return {
    ...serverCommands(context),
    list: async () => {
      const { servers, broken } = registry.current;
      const ids = [...new Set([...servers.keys(), ...broken.keys()])];
      return { servers: ids.map((id) => viewServer(services, id)) };
    },
    get: async ({ id }) => {
      requireServer(context, id);
      const entry = viewRegistry(registry.current).servers[id] ?? {};
      const tools = viewTools(definitions.of(id));
      return { server: viewServer(services, id), entry: { ...entry }, tools };
    },
    add: async ({ id, entry, secrets }, operator) => {
      refuseOverHttp(operator, 'Adding a server');
      const { servers, broken } = registry.current;
      if (servers.has(id) || broken.has(id))
        throw new AppError('conflict', `There is a server ${id} already`);
      return apply(id, prepareEntry(id, { ...entry }, secrets), operator);
    },
    update: async ({ id, changes, secrets }, operator) => {
      requireServer(context, id);
      if (changes.some(({ path }) => guarded.has(path[0] ?? '')))
        refuseOverHttp(operator, 'Changing what a server runs');
      return apply(id, prepareChanges(id, changes, secrets), operator);
    },
    remove: async ({ id }, { actor }) => {
      requireServer(context, id);
      const { revision } = await editor.edit(prepareRemoval(registry.current, id), actor);
      await pool.stopServer(id, 'removed');
      definitions.forget(id);
      await removeSecrets(services, id, actor);
      return { revision };
    },
    approve: async ({ id, names }, { actor }) => {
      requireServer(context, id);
      const { pending, changed } = definitions.of(id);
      const waiting = [...new Map([...changed, ...pending]).values()].filter(
        ({ name }) => names === undefined || names.includes(name),
      );
      const unknown = names?.filter((name) => !waiting.some((item) => item.name === name)) ?? [];
      if (unknown.length > 0)
        throw new AppError(
          'unknown_name',
          `Nothing to approve for ${unknown.slice(0, 10).join(', ')}`,
        );
      for (let at = 0; at < waiting.length; at += namesPerRow) {
        const items = waiting
          .slice(at, at + namesPerRow)
          .map(({ name, sha256 }) => ({ name, definition: sha256 }));
        await audit.event({ kind: 'pin.approved', actor, server: id, detail: { items } });
      }
      const approved = waiting.map(({ name }) => name);
      return { approved: approved.length === 0 ? [] : definitions.approve(id, approved) };
    },
    logs: async ({ id }) => {
      requireServer(context, id);
      return { text: pool.stderr(id) };
    },
  };
}
