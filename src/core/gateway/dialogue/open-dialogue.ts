import type { CallSubject } from '../../audit/record.ts';
import type { UpstreamRequest } from '../../upstream/connection.ts';
import type { GatewayDeps } from '../deps.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { type ClientAbilities, noAbilities } from './client-abilities.ts';
import type { Dialogue } from './dialogue.ts';
import { SessionDialogue } from './session-dialogue.ts';
import { StatelessDialogue } from './stateless-dialogue.ts';

/** What servers may ask of the client of this request. */
export function abilitiesOf(deps: GatewayDeps, { exchange }: ItemRequest): ClientAbilities {
  const { caller, client } = exchange;
  const entry = deps.policy().snapshot.clients.get(caller.clientId);
  return entry === undefined
    ? noAbilities
    : deps.abilityBook.of(caller.clientId, client, entry.accept);
}

/** Asks the client of this request what a server wants to know, in the way of the client's era; null where there is none (a trial by the operator). */
export function openDialogue(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  abilities: ClientAbilities,
): Dialogue | null {
  const { client, session } = request.exchange;
  if (session !== null) return new SessionDialogue(deps, request, session, subject, abilities);
  return client.era === 'stateless'
    ? new StatelessDialogue(deps, request, subject, abilities)
    : null;
}

const unheard = { asked: undefined, clientCapabilities: undefined };

/** What a connection is told of the client behind a request. */
export function hearing(
  dialogue: Dialogue | null,
): Pick<UpstreamRequest, 'asked' | 'clientCapabilities'> {
  if (dialogue === null) return unheard;
  const { capabilities, mayBeAsked } = dialogue.abilities;
  return {
    asked: mayBeAsked ? (question) => dialogue.asked(question) : undefined,
    clientCapabilities: capabilities ?? undefined,
  };
}
