import type { CallSubject } from '../audit/record.ts';
import type { Decision } from '../policy/decide.ts';
import type { GatewayDeps } from './deps.ts';
import type { Exchange } from './exchange.ts';

/** Who calls what, and which rule decided: the part that an allowed and a denied call's rows share. */
export function subjectOf(
  deps: GatewayDeps,
  exchange: Exchange,
  target: { readonly serverId: string; readonly tool: string },
  decision: Decision,
): CallSubject {
  const { caller, client, session } = exchange;
  const subject: CallSubject = {
    actor: caller.actor,
    call_id: deps.callIds.next(deps.clock.nowUs()),
    round: 0,
    client: caller.clientId,
    token_id: caller.tokenId,
    era: client.era === 'session' ? 'legacy' : 'modern',
    server: target.serverId,
    item_kind: 'tool',
    item: target.tool,
    rule: decision.rule,
    revision: decision.revision,
    registry_sha256: deps.policy().snapshot.sha256,
  };
  if (session !== null) subject.session = session.digest;
  if (client.claimed !== null) subject.claimed_client = client.claimed;
  return subject;
}
