import { AppError } from '../../../shared/errors.ts';
import type { DurableIntent } from '../../audit/audit-log.ts';
import type { CallIntent, CallSubject } from '../../audit/record.ts';
import type { Connection, UpstreamReply } from '../../upstream/connection.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import { paramsOfRound, type RoundParams } from '../dialogue/input-required.ts';
import { hearing } from '../dialogue/open-dialogue.ts';
import { QuestionRows } from '../dialogue/question-rows.ts';
import {
  noUrlElicitation,
  pagesOf,
  urlRequiredCode,
  urlRequiredResult,
} from '../dialogue/url-required.ts';
import { answerError, answerResult } from '../exchange/answer.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { failureOf } from './call-failure.ts';
import { markUnrecorded } from './outcome-unrecorded.ts';
import { OwedOutcome } from './owed-outcome.ts';
import { relayProgress } from './progress.ts';
import { recordedRefusal } from './recorded-refusal.ts';

/** Requests that a server may answer by asking first (MRTR26: supported requests). */
const methodsThatAsk: ReadonlySet<string> = new Set([
  'tools/call',
  'prompts/get',
  'resources/read',
]);

/**
 * One round: intent, upstream, outcome, answer.
 * @param next what the round adds to the params; null in the first one.
 * @returns whether the server did what was asked; or, not answered yet, the result in which it asks first.
 */
export async function relayRound(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  dialogue: Dialogue | null,
  next: RoundParams | null,
  queueUs: number,
): Promise<boolean | Uint8Array> {
  const { exchange } = request;
  const { snapshot } = deps.policy();
  const server = snapshot.servers.get(request.serverId);
  const capture = server?.audit?.capture ?? snapshot.lmcp.audit.capture;
  const scope = { clientId: exchange.caller.clientId, sessionId: exchange.session?.id ?? null };
  let connection: Connection;
  try {
    connection = deps.pool.get(request.serverId, scope);
  } catch (error) {
    next?.giveBack?.();
    throw await recordedRefusal(deps, subject, failureOf(error).error);
  }
  const { launchKey: launch } = connection;
  const allowed: CallIntent = { ...subject, decision: 'allow', launch };
  if (request.definition !== null) allowed.definition = request.definition.sha256;
  let intent: DurableIntent;
  try {
    const recorded = deps.audit.intent(allowed, request.args, capture);
    intent = recorded instanceof Promise ? await recorded : recorded;
  } catch (error) {
    next?.giveBack?.();
    throw error;
  }
  const owed = new OwedOutcome(deps, request, intent, capture, queueUs);
  let reply: UpstreamReply;
  const use = deps.inFlight.enter(connection, request);
  try {
    if (request.failure !== null) throw request.failure;
    const told = deps.logMessages.beforeRequest(exchange, connection, request.signal);
    if (told !== null) await told;
    const progress = relayProgress(deps, request);
    const params = request.upstreamParams(progress?.token ?? null);
    const { asked, clientCapabilities } = hearing(dialogue);
    reply = await connection.request({
      method: request.message.method,
      params: next === null ? params : paramsOfRound(params, next),
      timeoutMs: deadlineS(deps, request) * 1_000,
      signal: request.signal,
      started: () => refuseByNow(deps, request),
      logLevel: deps.logMessages.levelFor(exchange),
      notified: (method, params) => heard(deps, request, connection, method, params),
      progress,
      asked,
      clientCapabilities,
    });
    owed.ended();
  } catch (thrown) {
    owed.ended();
    const { error, result, sent } = failureOf(thrown);
    owed.queue({ result, sent, code: error.row.rpc ?? 0 }, null);
    if (sent === 'none') next?.giveBack?.();
    await dialogue?.present();
    throw error;
  } finally {
    use.remove();
  }
  // One turn of the microtasks less than handing on the promise.
  return await deliver(deps, request, subject, dialogue, reply, owed);
}

/** A request that waited for its server to start is judged by what holds now. @throws AppError for what is refused by now. */
function refuseByNow(deps: GatewayDeps, request: ItemRequest): void {
  const { refusal } = request.judgeNow(deps.policy());
  if (refusal !== null) throw refusal;
}

/** A notification on the stream of the call. */
function heard(
  deps: GatewayDeps,
  { exchange }: ItemRequest,
  from: Connection,
  method: string,
  params: Uint8Array | null,
): void {
  deps.logMessages.toldDuring(exchange, method, params);
  deps.pageVisits.told(from, method, params);
}

/** Outcome and answer, where the server gave one. Returns as `relay` does. */
async function deliver(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  dialogue: Dialogue | null,
  reply: UpstreamReply,
  owed: OwedOutcome,
): Promise<boolean | Uint8Array> {
  if (reply.kind === 'error') {
    owed.queue({ result: 'upstream_error', sent: 'whole', code: reply.code }, reply.error);
    await dialogue?.present();
    if (reply.code === urlRequiredCode) {
      const asks = await pageAsked(deps, request, subject, dialogue, reply.error);
      if (asks !== null) return asks;
    }
    answerError(request.exchange, request.message, reply);
    return false;
  }
  if (reply.kind === 'input_required') {
    const mayAsk = methodsThatAsk.has(request.message.method);
    const result = mayAsk ? 'input_required' : 'upstream_error';
    owed.queue({ result, sent: 'whole' }, reply.result);
    if (!mayAsk) throw new AppError('upstream_protocol');
    return reply.result;
  }
  // The effect has happened: the client gets its result, told when the outcome is not on record (AUDIT: Writing).
  const kind = reply.isError ? 'tool_error' : 'ok';
  const isRecorded = owed.queue({ result: kind, sent: 'whole' }, reply.result);
  const result = isRecorded ? reply.result : markUnrecorded(reply.result);
  const sight = beforeAnswer(request, dialogue, reply.result, subject);
  if (sight !== undefined) await sight;
  answerResult(request.exchange, request.message, result);
  return true;
}

/**
 * An error that wants a person to visit pages asks the client as much as a question does: it passes as far as that would (UP-15).
 * @returns the result by which a client without sessions is asked; null where the error itself does it.
 * @throws AppError `missing_capability` for a client that may not be sent there, after its row.
 */
async function pageAsked(
  deps: GatewayDeps,
  { exchange, serverId }: ItemRequest,
  subject: CallSubject,
  dialogue: Dialogue | null,
  error: Uint8Array,
): Promise<Uint8Array | null> {
  const { client, session } = exchange;
  // A trial by the operator shows what the server says.
  if (client.era === 'session' && session === null) return null;
  const rows = new QuestionRows(deps.audit, subject);
  if (dialogue?.abilities.mayVisit !== true) {
    await rows.denied(subject.round, visit.method, 'it does not accept elicitation in url mode');
    throw noUrlElicitation();
  }
  if (session === null) return urlRequiredResult(error);
  const pages = pagesOf(error);
  await rows.relayed(
    subject.round,
    pages.map(() => visit),
  );
  for (const page of pages) deps.pageVisits.asked(serverId, session, page);
  return null;
}

const visit = { method: 'elicitation/create' } as const;

/** Whoever wants to see the result first does; then a client has to be there to take it. */
function beforeAnswer(
  request: ItemRequest,
  dialogue: Dialogue | null,
  result: Uint8Array,
  subject: CallSubject,
): Promise<void> | undefined {
  const seen = request.answered?.(result, subject);
  return seen instanceof Promise ? seen.then(() => dialogue?.present()) : dialogue?.present();
}

/** `timeouts.tools_call_s` holds for whatever a client asks of a server; a tool may have its own. */
function deadlineS(deps: GatewayDeps, { kind, serverId, item }: ItemRequest): number {
  const policy = deps.policy();
  const own = kind === 'tool' ? policy.toolSettings(serverId, item).timeout_s : undefined;
  return own ?? policy.snapshot.servers.get(serverId)?.timeouts.tools_call_s ?? 180;
}
