import { AppError } from '../../shared/errors.ts';
import type { CancelSignal } from '../cancellation.ts';
import type { JsonNode } from '../json/json-node.ts';
import { exactText } from '../json/scan.ts';
import type { Link } from '../linked-set.ts';
import type { Era } from '../upstream/connection.ts';
import { callTool } from './calls/call-tool.ts';
import { complete } from './calls/complete.ts';
import { getPrompt } from './calls/get-prompt.ts';
import { readResource } from './calls/read-resource.ts';
import type { GatewayDeps } from './deps.ts';
import { takeAnswer } from './dialogue/client-requests.ts';
import { tellRootsChanged } from './dialogue/roots-changed.ts';
import { discover } from './discover.ts';
import { answerRefusal } from './exchange/answer-refusal.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { Cancellable, Session, Sessions } from './exchange/session.ts';
import { initialize } from './initialize.ts';
import { listMethods, serveList } from './lists/serve-list.ts';
import { setLogLevel } from './logging/set-log-level.ts';
import { readCallParams } from './message/call-params.ts';
import { type Message, readMessage, resultMessage } from './message/message.ts';
import { subscribe } from './subscriptions/subscribe.ts';
import { subscribeResource, unsubscribeResource } from './subscriptions/subscribe-resource.ts';
import { askForTask, listTasks } from './tasks/ask-for-task.ts';

interface Handler {
  /** Found by `notifications/cancelled` while it runs. */
  readonly isCancellable: boolean;
  readonly run: (
    deps: GatewayDeps,
    exchange: Exchange,
    message: Message,
    sessions: Sessions,
  ) => Promise<unknown>;
}

const inBothEras: readonly (readonly [string, Handler])[] = [
  ['tools/call', cancellable(callNamedTool)],
  ['prompts/get', cancellable(getPrompt)],
  ['resources/read', cancellable(readResource)],
  ['completion/complete', cancellable(complete)],
  ...listMethods.map((method) => [method, brief(serveList)] as const),
];

/** Every request method that is answered, by era; whatever is not here is -32601 and is forwarded nowhere (PO-7). */
const handlers: Readonly<Record<Era, ReadonlyMap<string, Handler>>> = {
  session: new Map([
    ...inBothEras,
    ['ping', brief(pong)],
    ['initialize', brief(initialize)],
    ['resources/subscribe', cancellable(subscribeResource)],
    ['resources/unsubscribe', cancellable(unsubscribeResource)],
    ['logging/setLevel', brief(setLogLevel)],
    ['tasks/get', cancellable(askForTask)],
    ['tasks/result', cancellable(askForTask)],
    ['tasks/cancel', cancellable(askForTask)],
    ['tasks/list', brief(listTasks)],
  ]),
  stateless: new Map([
    ...inBothEras,
    ['server/discover', brief(discover)],
    ['subscriptions/listen', brief(subscribe)],
    ['tasks/get', cancellable(askForTask)],
    ['tasks/update', cancellable(askForTask)],
    ['tasks/cancel', cancellable(askForTask)],
  ]),
};

const emptyObject = Buffer.from('{}');

/**
 * Answers one admitted and verified message: a request by its handler, a notification or response with 202.
 * Never rejects: whatever a handler throws becomes the JSON-RPC error of the table.
 */
export async function dispatch(
  deps: GatewayDeps,
  sessions: Sessions,
  exchange: Exchange,
  root: JsonNode,
  bytes: Uint8Array,
): Promise<void> {
  const message = readMessage(bytes, root);
  if (message.kind !== 'request') {
    hear(deps, exchange, message, root);
    exchange.accept();
    return;
  }
  let place: Link<Cancellable> | undefined;
  try {
    const held = deps.heldBecause();
    if (held !== null) throw new AppError('history_alarm', held);
    const handler = handlers[exchange.client.era].get(message.method);
    if (handler === undefined)
      throw new AppError('method_not_found', `Method not found: ${message.method.slice(0, 128)}`);
    if (handler.isCancellable) {
      place = exchange.session?.inFlight.add({ id: message.id, abort: exchange.abort });
    }
    await handler.run(deps, exchange, message, sessions);
  } catch (thrown) {
    answerRefusal(deps.log, exchange, message, thrown);
  } finally {
    place?.remove();
  }
}

/** What a client says without waiting for an answer. */
function hear(deps: GatewayDeps, exchange: Exchange, message: Message, root: JsonNode): void {
  const { session } = exchange;
  if (session === null) return;
  if (message.kind === 'response') takeAnswer(session, message, root);
  if (message.method === 'notifications/cancelled') cancel(session, message);
  if (message.method === 'notifications/roots/list_changed') tellRootsChanged(deps, session);
}

async function pong(_deps: GatewayDeps, exchange: Exchange, message: Message): Promise<void> {
  exchange.respond(resultMessage(message.id, [emptyObject]));
}

function callNamedTool(
  deps: GatewayDeps,
  exchange: Exchange,
  message: Message,
  signal: CancelSignal,
): Promise<boolean> {
  return callTool(deps, { exchange, message, params: readCallParams(message), signal });
}

function brief(run: Handler['run']): Handler {
  return { isCancellable: false, run };
}

function cancellable(
  run: (
    deps: GatewayDeps,
    exchange: Exchange,
    message: Message,
    signal: CancelSignal,
  ) => Promise<unknown>,
): Handler {
  return {
    isCancellable: true,
    run: (deps, exchange, message) => run(deps, exchange, message, exchange.abort.signal),
  };
}

function cancel(session: Session, message: Message): void {
  const node = message.params?.members?.get('requestId');
  if (node === undefined) return;
  const id = exactText(message.bytes, node);
  // A client that gave two requests one id cancels the later one first.
  const call = [...session.inFlight].findLast((open) => open.id === id);
  call?.abort.abort(new AppError('cancelled'));
}
