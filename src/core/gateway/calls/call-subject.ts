import type { CallSubject } from '../../audit/record.ts';
import type { Decision } from '../../policy/decide.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Claim } from '../dialogue/rounds.ts';
import type { ItemRequest } from '../exchange/item-request.ts';

/**
 * Who asks for what, and which rule decided: the part that an allowed and a denied call's rows share.
 * @param claim the round that the request goes on with, or null for a new call.
 */
export function subjectOf(
  deps: GatewayDeps,
  { exchange, kind, serverId, item }: Pick<ItemRequest, 'exchange' | 'kind' | 'serverId' | 'item'>,
  decision: Decision,
  claim: Claim | null,
): CallSubject {
  const { caller, client, session } = exchange;
  const subject: CallSubject = {
    actor: caller.actor,
    call_id: claim?.callId ?? deps.callIds.next(deps.clock.nowUs()),
    round: claim?.round ?? 0,
    client: caller.clientId,
    token_id: caller.tokenId,
    era: client.era === 'session' ? 'legacy' : 'modern',
    server: serverId,
    item_kind: kind,
    item,
    rule: decision.rule,
    revision: decision.revision,
    registry_sha256: deps.policy().snapshot.sha256,
  };
  if (session !== null) subject.session = session.digest;
  if (client.claimed !== null) subject.claimed_client = client.claimed;
  return subject;
}
