import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { clientApps } from '../../clients/snippet.ts';
import type { RegistryEdit } from '../../registry/registry.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import type { Operator } from '../dispatch.ts';
import { clientTokens, expiry, requireApp } from './client-tokens.ts';
import { viewClient } from './client-view.ts';
import { type HandlerContext, requireClient, requireServer } from './context.ts';

export function clientsHandlers(context: HandlerContext): GroupHandlers<'clients', Operator> {
  const { services, editor, counter } = context;
  const { registry, tokens, audit, engine } = services;

  /** Of a client of that name whose entry was taken out of the file: its tokens are not the new one's. */
  const endLeftTokens = async (id: string, actor: Operator['actor']) => {
    const isLeft = tokens.status(id).some(({ state }) => state === 'active' || state === 'grace');
    if (!isLeft) return;
    await audit.event({ kind: 'token.revoked', actor, client: id });
    await tokens.revoke(id);
  };
  return {
    ...clientTokens(context),
    list: async () => {
      const { clients, sha256 } = registry.current;
      const { listed } = await counter.count(services.policy());
      const shown = [...clients].map(([id, entry]) =>
        viewClient(services, id, entry, listed.get(id) ?? 0),
      );
      return { clients: shown, sha256 };
    },
    apps: async () => ({ apps: clientApps() }),
    add: async ({ id, app, allow, ttlS, expectedSha256 }, { actor }) => {
      if (app !== undefined) requireApp(app);
      audit.assertWritable();
      const entry = { ...(app === undefined ? {} : { app }), allow_servers: [...new Set(allow)] };
      // Judged when its turn comes: of two that add the same name the second must not end the token of the first.
      const addition = ({ clients }: RegistrySnapshot) => {
        if (clients.has(id)) throw new AppError('conflict', `There is a client ${id} already`);
        for (const server of allow) requireServer(context, server);
        return [{ path: ['clients', id], value: entry }];
      };
      const { revision, sha256 } = await editor.edit(addition, actor, expectedSha256);
      try {
        await endLeftTokens(id, actor);
        const minted = await tokens.mintClient(id, ttlS === undefined ? {} : { ttlS });
        await audit.event({
          kind: 'token.minted',
          actor,
          client: id,
          detail: { token_id: minted.tokenId, ...expiry(minted.expiresUs) },
        });
        const { token, expiresUs } = minted;
        return { id, token, url: engine.url, expiresUs, revision, sha256 };
      } catch (error) {
        // A client without a recorded token is not left behind.
        await tokens.revoke(id).catch(() => undefined);
        await editor.edit([{ path: ['clients', id], value: undefined }], actor);
        throw error;
      }
    },
    update: async ({ id, expectedSha256, ...changes }, { actor }) => {
      const { enabled, app, allowUrlToken, accept, rateLimitRpm } = changes;
      if (app !== undefined) requireApp(app);
      const values = {
        enabled,
        app,
        allow_url_token: allowUrlToken,
        accept,
        rate_limit_rpm: rateLimitRpm,
      };
      const edits: RegistryEdit[] = Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => ({ path: ['clients', id, key], value: value ?? undefined }));
      if (edits.length === 0) throw new AppError('invalid_input', 'input: nothing to change');
      const update = () => {
        // An entry that is gone by now is not begun anew.
        requireClient(context, id);
        return edits;
      };
      const { revision, sha256 } = await editor.edit(update, actor, expectedSha256);
      return { revision, sha256 };
    },
    remove: async ({ id, expectedSha256 }, { actor }) => {
      requireClient(context, id);
      audit.assertWritable();
      const edits = [{ path: ['clients', id], value: undefined }];
      // A stale word must be refused before the tokens are gone.
      await editor.check(edits, expectedSha256);
      await audit.event({ kind: 'token.revoked', actor, client: id });
      await tokens.revoke(id);
      const { revision, sha256 } = await editor.edit(edits, actor, expectedSha256);
      return { revision, sha256 };
    },
  };
}
