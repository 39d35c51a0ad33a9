import { AppError } from '../../shared/errors.ts';
import { type JsonNode, textOf } from '../json/scan.ts';
import type { GatewayDeps } from './deps.ts';
import type { Exchange } from './exchange.ts';
import { type Message, resultMessage } from './message.ts';
import { negotiateVersion } from './protocol-versions.ts';
import type { Sessions } from './session.ts';

/** Longest name and version of a client that is kept as its claim. */
const maxClaim = 128;

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
  const { clientId, tokenId } = exchange.caller;
  const session = sessions.open({
    clientId,
    tokenId,
    protocolVersion: negotiateVersion(asked),
    claimedClient: {
      name: (textMember(message, claimed, 'name') ?? '').slice(0, maxClaim),
      version: (textMember(message, claimed, 'version') ?? '').slice(0, maxClaim),
    },
    route: exchange.route,
  });
  const result = {
    protocolVersion: session.protocolVersion,
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'lmcp', title: 'LMCP', version: deps.version },
  };
  exchange.respond(resultMessage(message.id, Buffer.from(JSON.stringify(result))), {
    headers: { 'Mcp-Session-Id': session.id },
  });
}

function textMember(message: Message, parent: JsonNode | null, name: string): string | null {
  const node = parent?.members?.get(name);
  return node?.type === 'string' ? textOf(message.bytes, node) : null;
}
