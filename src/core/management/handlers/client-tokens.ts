import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError, toWire } from '../../../shared/errors.ts';
import { createSnippet, snippetApps } from '../../clients/snippet.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, requireClient, toView } from './context.ts';

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
  /** Its end, by which a person tells one token from another; nothing of it where the store does not open. */
  const maskedToken = async (id: string) => {
    try {
      return { token: mask(await tokens.reveal(id)), problem: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { token: hidden, problem: toWire(error) };
    }
  };
  return {
    snippet: async ({ id, app, form, masked }, operator) => {
      requireClient(context, id);
      const entry = registry.current.clients.get(id);
      const chosen = app ?? entry?.app ?? 'generic';
      requireApp(chosen);
      if (form === 'url' && entry?.allow_url_token !== true)
        throw new AppError('conflict', `${id} may not send its token in a URL`, {
          hint: '`clients.update` with `allowUrlToken` allows it; a header is better.',
        });
      const { token, problem } = masked
        ? await maskedToken(id)
        : { token: await reveal(id, operator), problem: null };
      const snippet = createSnippet(chosen, { url: engine.url, token, clientId: id }, form);
      // A URL writes the mask in escapes, which nobody could read.
      const text = masked ? snippet.text.replaceAll(encodeURIComponent('•'), '•') : snippet.text;
      return { ...snippet, text, masked, problem: toView(problem) };
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

const hidden = '•'.repeat(22);

function mask(token: string): string {
  return `${token.startsWith('lmcp_c_') ? 'lmcp_c_' : ''}${hidden}${token.slice(-6)}`;
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
