import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { RegistryEdit } from '../../registry/registry.ts';
import type { Operator } from '../dispatch.ts';
import { clientTokens, expiry, requireApp } from './client-tokens.ts';
import { type HandlerContext, requireClient, requireServer } from './context.ts';

export function clientsHandlers(context: HandlerContext): GroupHandlers<'clients', Operator> {
  const { services, editor } = context;
  const { registry, tokens, audit, engine } = services;

  return {
    ...clientTokens(context),
    list: async () => ({
      clients: [...registry.current.clients].map(([id, { app, enabled, allow_servers }]) => ({
        id,
        app: app ?? null,
        enabled,
        allowServers: [...allow_servers],
        tokens: tokens.status(id).map((token) => ({ ...token })),
      })),
    }),
    add: async ({ id, app, allow, ttlS }, { actor }) => {
      if (registry.current.clients.has(id))
        throw new AppError('conflict', `There is a client ${id} already`);
      if (app !== undefined) requireApp(app);
      for (const server of allow) requireServer(context, server);
      audit.assertWritable();
      const entry = { ...(app === undefined ? {} : { app }), allow_servers: [...new Set(allow)] };
      await editor.edit([{ path: ['clients', id], value: entry }], actor);
      try {
        const minted = await tokens.mintClient(id, ttlS === undefined ? {} : { ttlS });
        await audit.event({
          kind: 'token.minted',
          actor,
          client: id,
          detail: { token_id: minted.tokenId, ...expiry(minted.expiresUs) },
        });
        return { id, token: minted.token, url: engine.url, expiresUs: minted.expiresUs };
      } catch (error) {
        // A client without a recorded token is not left behind.
        await tokens.revoke(id).catch(() => undefined);
        await editor.edit([{ path: ['clients', id], value: undefined }], actor);
        throw error;
      }
    },
    update: async ({ id, enabled, app, allowUrlToken, rateLimitRpm }, { actor }) => {
      requireClient(context, id);
      if (app !== undefined) requireApp(app);
      const values = { enabled, app, allow_url_token: allowUrlToken, rate_limit_rpm: rateLimitRpm };
      const edits: RegistryEdit[] = Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ({ path: ['clients', id, key], value }));
      if (edits.length === 0) throw new AppError('invalid_input', 'input: nothing to change');
      const { revision } = await editor.edit(edits, actor);
      return { revision };
    },
    remove: async ({ id }, { actor }) => {
      requireClient(context, id);
      audit.assertWritable();
      await audit.event({ kind: 'token.revoked', actor, client: id });
      await tokens.revoke(id);
      const { revision } = await editor.edit([{ path: ['clients', id], value: undefined }], actor);
      return { revision };
    },
  };
}
