import type { GatewayDeps } from './deps.ts';
import { answerOwn } from './exchange/answer.ts';
import type { Exchange } from './exchange/exchange.ts';
import { capabilitiesFor, instructionsFor } from './gateway-offer.ts';
import type { Message } from './message/message.ts';
import { supportedVersions } from './message/protocol-versions.ts';

/** server/discover (2026-07-28): what initialize tells a client of the other era, and leaves no session behind. */
export async function discover(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
): Promise<void> {
  const { caller, route } = exchange;
  const instructions = instructionsFor(deps, caller.clientId, route);
  const result = {
    supportedVersions,
    capabilities: capabilitiesFor(deps, caller.clientId, route),
    ...(instructions === '' ? {} : { instructions }),
  };
  answerOwn(exchange, message, Buffer.from(JSON.stringify(result)), deps.version);
}
