import type { CancelSignal } from '../../cancellation.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { judgementOf } from '../exchange/item-request.ts';
import { readCallParams, upstreamParams } from '../message/call-params.ts';
import type { Message } from '../message/message.ts';
import { carryOut } from './carry-out.ts';
import { type FoundItem, resolveAgain, resolveCold, resolveNamed } from './resolve-named.ts';

/** prompts/get, by the same steps as a call of a tool. @throws AppError for whatever refuses it, after its row. */
export async function getPrompt(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<void> {
  const params = readCallParams(message);
  const { caller, route } = exchange;
  const { clientId } = caller;
  const question = { kind: 'prompt', clientId, route, name: params.name } as const;
  let found = resolveNamed(deps, question);
  if (found.cold) found = await resolveCold(deps, question, found, signal);
  const { serverId, item, definition, failure } = found;
  const judgeAs = (policy: CompiledPolicy, stands: FoundItem) =>
    judgementOf(policy, clientId, { serverId, prompt: item }, params.name, stands);
  const request = {
    exchange,
    message,
    signal,
    kind: 'prompt',
    serverId,
    item,
    definition,
    failure,
    args: params.args,
    progressToken: params.progressToken,
    judge: (policy: CompiledPolicy) => judgeAs(policy, found),
    judgeNow: (policy: CompiledPolicy) => judgeAs(policy, resolveAgain(deps, question, found)),
    upstreamParams: (token: string | null) => upstreamParams(message, params, item, token),
  } as const;
  await carryOut(deps, request);
}
