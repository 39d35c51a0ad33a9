import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { textOf } from '../../json/scan.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type ItemRequest, judgementOf, type Resolved } from '../exchange/item-request.ts';
import { progressTokenOf, upstreamParams } from '../message/call-params.ts';
import type { Message } from '../message/message.ts';
import { carryOut } from './carry-out.ts';
import { resolveResource, resolveResourceAgain, toResolved } from './resolve-resource.ts';

/** A request about one resource, resolved and decided. */
export interface ResourceRequest {
  readonly serverId: string;
  /** As the server is sent it. */
  readonly uri: string;
  /** As the client knows it. */
  readonly exposed: string;
  readonly request: ItemRequest;
}

/** resources/read: one URI, one server, by the same steps as a call of a tool. @throws AppError for whatever refuses it. */
export async function readResource(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<void> {
  await carryOutResource(deps, await findResource(deps, exchange, message, signal));
}

/** Which server a request with `params.uri` is for, and whether the client may. @throws AppError `invalid_params` for no URI. */
export async function findResource(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<ResourceRequest> {
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
  const { serverId, normal, uri, definition, failure } = found;
  const judgeAs = (policy: CompiledPolicy, stands: Resolved) =>
    judgementOf(policy, clientId, { serverId, resource: normal }, exposed, stands);
  const edited = { name: exposed, params, nameNode };
  const request: ItemRequest = {
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
    judge: (policy) => judgeAs(policy, toResolved(found)),
    judgeNow: (policy) => judgeAs(policy, resolveResourceAgain(deps, { clientId, route }, found)),
    upstreamParams: (token) => upstreamParams(message, edited, uri, token),
  };
  return { serverId, uri, exposed, request };
}

/** @returns whether the server did what was asked. @throws AppError for whatever refuses it, after its row. */
export function carryOutResource(deps: GatewayDeps, found: ResourceRequest): Promise<boolean> {
  return carryOut(deps, found.request);
}
