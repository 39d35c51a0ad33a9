import type { AppError } from '../../../shared/errors.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import type { Definition } from '../../state/definition.ts';
import type { GatewayDeps } from '../deps.ts';
import { type ItemRequest, judgementOf } from '../exchange/item-request.ts';
import { upstreamParams } from '../message/call-params.ts';
import { carryOut } from './carry-out.ts';
import {
  type FoundItem,
  type NameQuestion,
  resolveAgain,
  resolveCold,
  resolveNamed,
} from './resolve-named.ts';
import type { ToolCall } from './tool-call.ts';

/**
 * The whole story of a tools/call: resolve -> decide -> take budget -> intent durable -> call -> outcome queued -> answer.
 * @throws AppError for whatever refuses the call, after its row; the dispatcher answers with it.
 */
export function callTool(deps: GatewayDeps, call: ToolCall): Promise<boolean> {
  const { exchange, params, signal } = call;
  const { clientId } = exchange.caller;
  const question = { kind: 'tool', clientId, route: exchange.route, name: params.name } as const;
  const carry = (found: FoundItem) => carryOut(deps, requestOf(deps, call, question, found));
  const found = resolveNamed(deps, question);
  return found.cold ? resolveCold(deps, question, found, signal).then(carry) : carry(found);
}

function requestOf(
  deps: GatewayDeps,
  call: ToolCall,
  question: NameQuestion,
  found: FoundItem,
): ItemRequest {
  const { exchange, message, params, signal } = call;
  const { clientId } = question;
  const { serverId, item, definition, failure } = found;
  const judgeAs = (policy: CompiledPolicy, stands: FoundItem) => {
    const target = { serverId, tool: item };
    const { decision, refusal } = judgementOf(policy, clientId, target, params.name, stands);
    return { decision, refusal: refusal ?? headerRefusal(deps, call, stands.definition) };
  };
  return {
    exchange,
    message,
    signal,
    kind: 'tool',
    serverId,
    item,
    definition,
    failure,
    args: params.args,
    progressToken: params.progressToken,
    judge: (policy: CompiledPolicy) => judgeAs(policy, found),
    judgeNow: (policy: CompiledPolicy) => judgeAs(policy, resolveAgain(deps, question, found)),
    upstreamParams: (token: string | null) => upstreamParams(message, params, item, token),
    answered: mayBecomeTask(call)
      ? (result) => deps.tasks.made(clientId, serverId, item, result)
      : undefined,
  };
}

/** A session asks for a task by a member of its params; a client without sessions says that it can take one. */
function mayBecomeTask({ exchange: { client }, params }: ToolCall): boolean {
  if (client.era === 'stateless') return client.takesTasks;
  return params.params.members?.has('task') === true;
}

/** A client of the stateless era repeats arguments in headers, where the definition that it was shown asks for it. */
function headerRefusal(
  { paramAgreement }: GatewayDeps,
  { exchange, params }: ToolCall,
  definition: Definition | null,
): AppError | null {
  if (exchange.client.era === 'session' || definition === null) return null;
  return paramAgreement.refusal(definition, params.args, exchange.paramHeaders);
}
