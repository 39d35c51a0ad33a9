import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { textOf } from '../../json/scan.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import { decide } from '../../policy/decide.ts';
import { carryOut } from '../calls/carry-out.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type ItemRequest, judgementOf } from '../exchange/item-request.ts';
import { progressTokenOf, upstreamParams } from '../message/call-params.ts';
import { type Message, resultMessage } from '../message/message.ts';
import { tasksExtension } from '../message/tasks-extension.ts';
import { passQuestions } from './task-questions.ts';

/**
 * tasks/get, tasks/result and tasks/cancel (2025-11-25, experimental), tasks/get, tasks/update and tasks/cancel (extension of
 * 2026-07-28): of a task that this client's own call became, by the rule over the tool that it came from.
 * @throws AppError for whatever refuses it, after its row; `missing_capability` for who does not know the extension.
 */
export async function askForTask(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<void> {
  const { params } = message;
  const { caller, route, client } = exchange;
  if (client.era === 'stateless' && !client.takesTasks) throw missingExtension();
  const nameNode = params?.members?.get('taskId');
  if (params === null || nameNode?.type !== 'string') {
    throw new AppError('invalid_params', 'params.taskId must be a string');
  }
  const taskId = textOf(message.bytes, nameNode);
  const { clientId } = caller;
  const own = deps.tasks.find(clientId, route, taskId);
  const serverId = own?.serverId ?? '';
  const isKnown = own !== undefined;
  const resolved = { kind: 'task', serverId, item: taskId, isKnown, isWithheld: false } as const;
  const target = { serverId, tool: own?.tool ?? null };
  const judge = (policy: CompiledPolicy) => judgementOf(policy, clientId, target, taskId, resolved);
  const given = params.members?.get('inputResponses') ?? nameNode;
  const request: ItemRequest = {
    exchange,
    message,
    signal,
    kind: 'task',
    serverId,
    item: taskId,
    definition: null,
    failure: null,
    args: message.bytes.subarray(given.start, given.end),
    progressToken: progressTokenOf(params),
    judge,
    // What a task came from does not change; only rules do.
    judgeNow: judge,
    upstreamParams: (token) =>
      upstreamParams(message, { name: taskId, params, nameNode }, taskId, token),
    answered: async (result, subject) => {
      if (client.era === 'stateless') await passQuestions(deps, request, subject, result);
      // The result of a task is its call's result, not a Task object.
      if (own === undefined || message.method === 'tasks/result') return;
      deps.tasks.seen(clientId, own, result);
    },
  };
  await carryOut(deps, request);
}

function missingExtension(): AppError {
  const requiredCapabilities = { extensions: { [tasksExtension]: {} } };
  return new AppError('missing_capability', undefined, { data: { requiredCapabilities } });
}

/**
 * tasks/list: the client's own tasks as they were last seen. Servers are not asked: what a shared one lists is everybody's.
 * @throws AppError `invalid_params` for a cursor: the list has one page.
 */
export async function listTasks(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
): Promise<void> {
  if (message.params?.members?.has('cursor')) {
    throw new AppError('invalid_params', 'Unknown cursor: the list has one page');
  }
  const { caller, route } = exchange;
  const tasks = deps.tasks
    .list(caller.clientId, route)
    .filter(({ serverId, tool }) => {
      return decide(deps.policy(), caller.clientId, { serverId, tool }).effect === 'allow';
    })
    .map(({ task }) => Buffer.from(task).toString());
  await deps.audit.event({
    kind: 'list.served',
    actor: caller.actor,
    client: caller.clientId,
    detail: { token_id: caller.tokenId, method: message.method, items: tasks.length },
  });
  exchange.respond(resultMessage(message.id, [Buffer.from(`{"tasks":[${tasks.join(',')}]}`)]));
}
