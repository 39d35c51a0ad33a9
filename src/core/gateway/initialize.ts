import { AppError } from '../../shared/errors.ts';
import type { JsonNode } from '../json/json-node.ts';
import { textOf } from '../json/scan.ts';
import type { GatewayDeps } from './deps.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { Sessions } from './exchange/session.ts';
import { capabilitiesFor, instructionsFor } from './gateway-offer.ts';
import { claimOf, noCapabilities } from './message/client-facts.ts';
import { type Message, resultMessage } from './message/message.ts';
import { negotiateVersion } from './message/protocol-versions.ts';

/** initialize (2025-11-25 and older): a new session, bound to the token that asked. */
export async function initialize(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  sessions: Sessions,
): Promise<void> {
  const asked = textMember(message, message.params, 'protocolVersion');
  if (asked === null)
    throw new AppError('invalid_params', 'params.protocolVersion must be a string');
  const claimed = message.params?.members?.get('clientInfo') ?? null;
  const declared = message.params?.members?.get('capabilities');
  const { clientId, tokenId } = exchange.caller;
  const session = sessions.open({
    clientId,
    tokenId,
    client: {
      era: 'session',
      protocolVersion: negotiateVersion(asked),
      // A copy: the session outlives the body.
      capabilities:
        declared?.type === 'object'
          ? Buffer.from(message.bytes.subarray(declared.start, declared.end))
          : noCapabilities,
      takesTasks: false,
      claimed: claimOf(
        textMember(message, claimed, 'name') ?? '',
        textMember(message, claimed, 'version') ?? '',
      ),
      logLevel: null,
    },
    route: exchange.route,
  });
  const instructions = instructionsFor(deps, clientId, exchange.route);
  const result = {
    protocolVersion: session.client.protocolVersion,
    capabilities: capabilitiesFor(deps, clientId, exchange.route, session.client.protocolVersion),
    serverInfo: { name: 'lmcp', title: 'LMCP', version: deps.version },
    ...(instructions === '' ? {} : { instructions }),
  };
  exchange.respond(resultMessage(message.id, [Buffer.from(JSON.stringify(result))]), {
    headers: { 'Mcp-Session-Id': session.id },
  });
}

function textMember(message: Message, parent: JsonNode | null, name: string): string | null {
  const node = parent?.members?.get(name);
  return node?.type === 'string' ? textOf(message.bytes, node) : null;
}
