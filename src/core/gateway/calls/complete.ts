import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { textOf } from '../../json/scan.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import type { Target } from '../../policy/decide.ts';
import type { Definition } from '../../state/definition.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { judgementOf, type Resolved } from '../exchange/item-request.ts';
import { progressTokenOf, upstreamParams } from '../message/call-params.ts';
import type { Message } from '../message/message.ts';
import { carryOut } from './carry-out.ts';
import { resolveAgain, resolveCold, resolveNamed } from './resolve-named.ts';
import { resolveResource, resolveResourceAgain, toResolved } from './resolve-resource.ts';

/** What a completion is about, resolved. */
interface FoundReference extends Resolved {
  /** As the server is sent it. */
  readonly own: string;
  readonly definition: Definition | null;
  readonly failure: AppError | null;
  /** It as it stands by now. */
  readonly again: () => Resolved;
}

/**
 * completion/complete: values for an argument of a prompt or of a resource template. Who may not use the item is told nothing of
 * its arguments either (PO-7). @throws AppError for whatever refuses it, after its row.
 */
export async function complete(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<void> {
  const { bytes, params } = message;
  const ref = params?.members?.get('ref')?.members;
  const type = ref?.get('type');
  const isPrompt = type?.type === 'string' && textOf(bytes, type) === 'ref/prompt';
  const isResource = type?.type === 'string' && textOf(bytes, type) === 'ref/resource';
  const nameNode = isPrompt ? ref?.get('name') : ref?.get('uri');
  if (params === null || (!isPrompt && !isResource) || nameNode?.type !== 'string') {
    throw new AppError('invalid_params', 'params.ref must name a prompt or a resource');
  }
  const name = textOf(bytes, nameNode);
  const find = isPrompt ? findPrompt : findTemplate;
  const found = await find(deps, exchange, name, signal);
  const { kind, serverId, item, own, definition, failure } = found;
  const target: Target =
    kind === 'prompt' ? { serverId, prompt: item } : { serverId, resource: item };
  const judgeAs = (policy: CompiledPolicy, stands: Resolved) =>
    judgementOf(policy, exchange.caller.clientId, target, name, stands);
  const request = {
    exchange,
    message,
    signal,
    kind: 'completion',
    serverId,
    item,
    definition,
    failure,
    args: argumentBytes(bytes, params),
    progressToken: progressTokenOf(params),
    judge: (policy: CompiledPolicy) => judgeAs(policy, found),
    judgeNow: (policy: CompiledPolicy) => judgeAs(policy, found.again()),
    upstreamParams: (token: string | null) =>
      upstreamParams(message, { name, params, nameNode }, own, token),
  } as const;
  await carryOut(deps, request);
}

function argumentBytes(bytes: Uint8Array, params: JsonNode): Uint8Array {
  const node = params.members?.get('argument');
  if (node?.type !== 'object') {
    throw new AppError('invalid_params', 'params.argument must be an object');
  }
  return bytes.subarray(node.start, node.end);
}

async function findPrompt(
  deps: GatewayDeps,
  { caller, route }: Exchange,
  name: string,
  signal: CancelSignal,
): Promise<FoundReference> {
  const question = { kind: 'prompt', clientId: caller.clientId, route, name } as const;
  let found = resolveNamed(deps, question);
  if (found.cold) found = await resolveCold(deps, question, found, signal);
  const { serverId, item } = found;
  const again = () => resolveAgain(deps, question, { serverId, item });
  return { ...found, own: item, again };
}

/** A template by its text; any other URI as it would be read. */
async function findTemplate(
  deps: GatewayDeps,
  { caller, route }: Exchange,
  text: string,
  signal: CancelSignal,
): Promise<FoundReference> {
  const { clientId } = caller;
  await deps.coldServers.warmForList(deps.catalog.grantedServers(clientId, route));
  signal.throwIfAborted();
  const find = () => deps.catalog.resources(clientId, route).byTemplate.get(text);
  const listed = find();
  if (listed !== undefined) {
    const { serverId, template, definition, isWithheld } = listed;
    const known = {
      kind: 'resource',
      serverId,
      item: template,
      isKnown: true,
      isWithheld,
    } as const;
    const again = () => {
      const now = find();
      const isSame = now?.serverId === serverId;
      return { ...known, isKnown: isSame, isWithheld: now?.isWithheld ?? false };
    };
    return { ...known, own: template, definition, failure: null, again };
  }
  const found = await resolveResource(deps, { clientId, route, uri: text, signal });
  if (found === null) throw new AppError('invalid_params', 'params.ref.uri is not a URI');
  const { uri: own, definition, failure } = found;
  const again = () => resolveResourceAgain(deps, { clientId, route }, found);
  return { ...toResolved(found), own, definition, failure, again };
}
