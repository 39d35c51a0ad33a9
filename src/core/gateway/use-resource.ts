import { AppError } from '../../shared/errors.ts';
import { textOf } from '../json/scan.ts';
import { decide } from '../policy/decide.ts';
import { progressTokenOf, upstreamParams } from './call-params.ts';
import { carryOut } from './carry-out.ts';
import type { GatewayDeps } from './deps.ts';
import type { Exchange } from './exchange.ts';
import { refusalOf } from './item-request.ts';
import type { Message } from './message.ts';
import { resolveResource } from './resolve-resource.ts';

/** A resource that a server was asked about on behalf of a client. */
export interface UsedResource {
  readonly serverId: string;
  /** As the server was sent it. */
  readonly uri: string;
  /** As the client knows it. */
  readonly exposed: string;
}

/**
 * resources/read, subscribe and unsubscribe: one URI, one server, by the same steps as a call of a tool.
 * @returns what was asked about, or null when the server refused.
 * @throws AppError for whatever refuses it, after its row.
 */
export async function useResource(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: AbortSignal,
): Promise<UsedResource | null> {
  const { params } = message;
  const nameNode = params?.members?.get('uri');
  if (params === null || nameNode?.type !== 'string') {
    throw new AppError('invalid_params', 'params.uri must be a string');
  }
  const exposed = textOf(message.bytes, nameNode);
  const { caller, route } = exchange;
  const { clientId } = caller;
  const found = await resolveResource(deps, { clientId, route, uri: exposed, signal });
  if (found === null) throw new AppError('invalid_params', 'params.uri is not a URI');
  const { serverId, normal, uri, definition, failure, isKnown, isWithheld } = found;
  const policy = deps.policy();
  const decision = decide(policy, clientId, { serverId, resource: normal });

  const resolved = { kind: 'resource', serverId, item: normal, isKnown, isWithheld } as const;
  const edited = { name: exposed, params, nameNode };
  const request = {
    exchange,
    message,
    signal,
    kind: 'resource',
    serverId,
    item: normal,
    definition,
    failure,
    args: Buffer.from(JSON.stringify(uri)),
    progressToken: progressTokenOf(params),
    upstreamParams: (token: string | null) => upstreamParams(message, edited, uri, token),
  } as const;
  const refusal = refusalOf(exposed, resolved, decision);
  const isDone = await carryOut(deps, request, policy, decision, refusal);
  return isDone ? { serverId, uri, exposed } : null;
}
