import type { ClientSummary } from '../../../shared/contract-clients.ts';
import type { ClientEntry } from '../../../shared/registry-client.ts';
import { toolLimitOf } from '../../clients/snippet.ts';
import type { ManagementServices } from '../services.ts';

/** One client with its tokens, what it holds open and how many tools it lists. */
export function viewClient(
  { tokens, engine }: ManagementServices,
  id: string,
  { app, enabled, allow_servers, allow_url_token, accept, rate_limit_rpm }: ClientEntry,
  listed: number,
): ClientSummary {
  const status = tokens.status(id).map((token) => ({ ...token }));
  const used = status.map(({ lastUsedUs }) => lastUsedUs).filter((time) => time !== null);
  return {
    id,
    app: app ?? null,
    enabled,
    allowServers: [...allow_servers],
    tokens: status,
    lastUsedUs: used.length === 0 ? null : Math.max(...used),
    ...engine.openOf(id),
    listed,
    toolLimit: toolLimitOf(app),
    allowUrlToken: allow_url_token,
    accept: [...accept],
    rateLimitRpm: rate_limit_rpm ?? null,
  };
}
