import { AppError } from '../../shared/errors.ts';
import type { CallOutcome, CallSubject } from '../audit/record.ts';
import type { BudgetSlot } from '../policy/budget.ts';
import { type Decision, decide } from '../policy/decide.ts';
import type { Connection, UpstreamReply } from '../upstream/connection.ts';
import { answerError, answerResult } from './answer.ts';
import { failureOf } from './call-failure.ts';
import { upstreamParams } from './call-params.ts';
import { subjectOf } from './call-subject.ts';
import type { GatewayDeps } from './deps.ts';
import { markUnrecorded } from './outcome-unrecorded.ts';
import { relayProgress } from './progress.ts';
import { type FoundTool, resolveColdTool, resolveTool } from './resolve-tool.ts';
import type { ToolCall } from './tool-call.ts';

/**
 * The whole story of a tools/call: resolve -> decide -> take budget -> intent durable -> call -> outcome queued -> answer.
 * Nothing goes upstream before the intent is on disk; no answer goes out before its row is queued.
 * @throws AppError for whatever refuses the call, after its row; the dispatcher answers with it.
 */
export async function callTool(deps: GatewayDeps, call: ToolCall): Promise<void> {
  const { caller, route } = call.exchange;
  let found = resolveTool(deps, caller.clientId, route, call.params.name);
  if (found.cold) found = await resolveColdTool(deps, call, found);
  const policy = deps.policy();
  const decision = decide(policy, caller.clientId, found);
  const subject = subjectOf(deps, call.exchange, found, decision);

  const refusal = refusalOf(call.params.name, found, decision);
  if (refusal !== null) throw await recordedRefusal(deps, subject, refusal);

  let slot: BudgetSlot;
  try {
    const { serverId, tool } = found;
    const taken = deps.budget.takeBudget(policy, caller.clientId, serverId, tool, call.signal);
    slot = taken instanceof Promise ? await taken : taken;
  } catch (error) {
    throw await recordedRefusal(deps, subject, failureOf(error).error);
  }
  try {
    await relay(deps, call, found, subject, slot.queuedUs);
  } finally {
    slot.release();
  }
}

/** Intent, upstream, outcome, answer. */
async function relay(
  deps: GatewayDeps,
  call: ToolCall,
  found: FoundTool,
  subject: CallSubject,
  queue_us: number,
): Promise<void> {
  const { exchange, message, params } = call;
  const { snapshot } = deps.policy();
  const server = snapshot.servers.get(found.serverId);
  const capture = server?.audit?.capture ?? snapshot.lmcp.audit.capture;
  const scope = { clientId: exchange.caller.clientId, sessionId: exchange.session?.id ?? null };
  let connection: Connection;
  try {
    connection = deps.pool.get(found.serverId, scope);
  } catch (error) {
    throw await recordedRefusal(deps, subject, failureOf(error).error);
  }
  const allowed = { ...subject, decision: 'allow' as const, launch: connection.launchKey };
  const definition = found.definition?.sha256;
  const intent = await deps.audit.intent(
    definition === undefined ? allowed : { ...allowed, definition },
    params.args,
    capture,
  );
  const startUs = deps.clock.monoUs();
  /** Queues the outcome; false when not even that can be done, which takes nothing back of what has happened. */
  const owe = (
    outcome: Pick<CallOutcome, 'result' | 'sent' | 'code'>,
    bytes: Uint8Array | null,
  ): boolean => {
    const duration_us = deps.clock.monoUs() - startUs;
    const delivered = exchange.connected;
    const record = { ...outcome, delivered, queue_us, duration_us, bytes: bytes?.length ?? 0 };
    try {
      deps.audit.outcome(intent, record, bytes, capture);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'audit_unavailable') return false;
      throw error;
    }
  };

  let reply: UpstreamReply;
  try {
    if (found.failure !== null) throw found.failure;
    const progress = relayProgress(deps, call);
    const seconds = deps.policy().toolSettings(found.serverId, found.tool).timeout_s;
    reply = await connection.request({
      method: 'tools/call',
      params: upstreamParams(message, params, found.tool, progress?.token ?? null),
      timeoutMs: (seconds ?? server?.timeouts.tools_call_s ?? 180) * 1_000,
      signal: call.signal,
      ...(progress === null ? {} : { progress }),
    });
  } catch (thrown) {
    const { error, result, sent } = failureOf(thrown);
    owe({ result, sent, code: error.row.rpc ?? 0 }, null);
    throw error;
  }
  if (reply.kind === 'error') {
    owe({ result: 'upstream_error', sent: 'whole', code: reply.code }, reply.error);
    answerError(exchange, message, reply);
    return;
  }
  if (reply.kind === 'input_required') {
    owe({ result: 'upstream_error', sent: 'whole' }, null);
    throw new AppError('upstream_protocol');
  }
  // The effect has happened: the client gets its result, told when the outcome is not on record (AUDIT: Writing).
  const isRecorded = owe(
    { result: reply.isError ? 'tool_error' : 'ok', sent: 'whole' },
    reply.result,
  );
  answerResult(exchange, message, isRecorded ? reply.result : markUnrecorded(reply.result));
}

/** What the client is told when a rule, a pin or an unknown name ends the call; null when nothing does. */
function refusalOf(name: string, found: FoundTool, decision: Decision): AppError | null {
  const exists = found.definition !== null || found.cold || found.failure !== null;
  if (decision.hidden || !exists) return new AppError('invalid_params', `Unknown tool: ${name}`);
  if (decision.effect !== 'allow') {
    const { rule, revision, message } = decision;
    // Nobody can be asked here, so "ask" ends like "deny".
    return new AppError('policy_denied', message || 'Denied by policy.', {
      data: { rule, revision },
    });
  }
  if (found.changed) {
    return new AppError('review_pending', undefined, {
      data: { server: found.serverId, tool: found.tool },
    });
  }
  return null;
}

/** Writes the refusal's one row, then hands the error back to be thrown. */
async function recordedRefusal(
  deps: GatewayDeps,
  subject: CallSubject,
  refusal: AppError,
): Promise<AppError> {
  const code = refusal.row.rpc ?? 0;
  await deps.audit.denied({ ...subject, decision: 'deny', code, reason: refusal.code });
  return refusal;
}
