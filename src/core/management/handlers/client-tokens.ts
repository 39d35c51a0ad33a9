import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { createSnippet, snippetApps } from '../../clients/snippet.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, requireClient } from './context.ts';

type TokenHandlers = Pick<
  GroupHandlers<'clients', Operator>,
  'snippet' | 'rotate' | 'revoke' | 'reveal'
>;

/** What is done with the token of a client that is there. */
export function clientTokens(context: HandlerContext): TokenHandlers {
  const { registry, tokens, audit, engine } = context.services;

  /** Showing a token is a row of its own, written first (AU-14). */
  const reveal = async (id: string, { actor }: Operator) => {
    requireClient(context, id);
    await audit.event({ kind: 'token.revealed', actor, client: id });
    return tokens.reveal(id);
  };
  return {
    snippet: async ({ id, app }, operator) => {
      requireClient(context, id);
      const chosen = app ?? registry.current.clients.get(id)?.app ?? 'generic';
      requireApp(chosen);
      const token = await reveal(id, operator);
      return createSnippet(chosen, { url: engine.url, token, clientId: id });
    },
    rotate: async ({ id, graceS, ttlS }, { actor }) => {
      requireClient(context, id);
      audit.assertWritable();
      const options = { graceS, ...(ttlS === undefined ? {} : { ttlS }) };
      const { tokenId, token, expiresUs } = await tokens.rotate(id, options);
      await audit.event({
        kind: 'token.rotated',
        actor,
        client: id,
        detail: { token_id: tokenId, grace_s: graceS, ...expiry(expiresUs) },
      });
      return { id, token, expiresUs };
    },
    revoke: async ({ id }, { actor }) => {
      requireClient(context, id);
      await audit.event({ kind: 'token.revoked', actor, client: id });
      await tokens.revoke(id);
      return {};
    },
    reveal: async ({ id }, operator) => ({ id, token: await reveal(id, operator) }),
  };
}

/** Member of a token row, where the token ends by itself. */
export function expiry(expiresUs: number | null): { expires_us?: number } {
  return expiresUs === null ? {} : { expires_us: expiresUs };
}

/** @throws AppError `unknown_name` that lists the known ones. */
export function requireApp(app: string): void {
  const apps = snippetApps();
  if (apps.includes(app)) return;
  const hint = `Known applications: ${apps.join(', ')}.`;
  throw new AppError('unknown_name', `No application ${app}`, { hint });
}
