import type { AuditLog } from '../../audit/audit-log.ts';
import type { Logger } from '../../log.ts';
import type { TokenService } from '../../secrets/token-service.ts';

const actor = { type: 'engine', door: 'file' } as const;

/** A token that ends by itself is a row too (AU-10); a revocation is recorded by whoever asked for it. */
export function recordExpiries(
  tokens: Pick<TokenService, 'onEnded'>,
  audit: Pick<AuditLog, 'event'>,
  log: Logger,
): () => void {
  return tokens.onEnded(({ tokenId, clientId, why }) => {
    if (why !== 'expired') return;
    const client = clientId === null ? {} : { client: clientId };
    audit
      .event({ kind: 'token.expired', actor, ...client, detail: { token_id: tokenId } })
      .catch((error: unknown) => log.error('token.unrecorded', { tokenId, error: String(error) }));
  });
}
