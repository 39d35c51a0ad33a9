import { AppError } from '../../../shared/errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Actor } from '../../audit/record.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { Cancellation } from '../../cancellation.ts';
import { joinedBytes, type Part } from '../../json/parts.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { readCallParams } from '../message/call-params.ts';
import { unknownClient } from '../message/client-facts.ts';
import { errorMessage, readMessage } from '../message/message.ts';
import { callTool } from './call-tool.ts';

/** One call that an operator makes in the place of a client. */
export interface OperatorCall {
  readonly actor: Actor;
  readonly clientId: string;
  readonly serverId: string;
  /** The tool's own name. */
  readonly tool: string;
  /** JSON of the arguments object, sent as it is. */
  readonly argumentsJson: string;
  readonly signal: CancelSignal;
}

export interface OperatorCallResult {
  /** The whole JSON-RPC answer that the client would have got. */
  readonly message: Uint8Array;
  /** Why LMCP refused or could not finish it; null when the server answered. */
  readonly error: AppError | null;
  readonly callId: string;
  /** Of the intent's row; null where the call was denied. */
  readonly intentSeq: number | null;
}

/** How it is asked for, by management. */
export type CallAsOperator = (call: OperatorCall) => Promise<OperatorCallResult>;

/**
 * Calls by the live path: what decides, limits, records and relays it is `callTool` itself, and its rows say `actor: operator`.
 * @throws AppError `history_alarm`, and `invalid_params` for arguments that are not one JSON object.
 */
export function createOperatorCalls(deps: GatewayDeps): CallAsOperator {
  return async ({ actor, clientId, serverId, tool, argumentsJson, signal }) => {
    const held = deps.heldBecause();
    if (held !== null) throw new AppError('history_alarm', held);
    const message = readRequest(tool, argumentsJson);
    const params = readCallParams(message);
    const rows = noticeRows(deps.audit);
    const answer: { parts: readonly Part[] } = { parts: [] };
    const abort = new Cancellation();
    const leave = () => abort.abort(new AppError('cancelled'));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    const exchange: Exchange = {
      caller: { actor, clientId, tokenId: '' },
      route: { kind: 'server', serverId },
      client: unknownClient,
      session: null,
      paramHeaders: null,
      abort,
      get connected() {
        return !signal.aborted;
      },
      notify: () => undefined,
      outlive: () => () => undefined,
      stayOpen: () => {
        throw new AppError('method_not_found');
      },
      respond: (parts) => {
        answer.parts = parts;
        return true;
      },
      accept: () => undefined,
    };
    let error: AppError | null = null;
    try {
      const own = { ...deps, audit: rows.audit };
      await callTool(own, { exchange, message, params, signal: abort.signal });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      error = thrown;
      answer.parts = errorMessage(message.id, thrown);
    } finally {
      signal.removeEventListener('abort', leave);
    }
    const { callId, intentSeq } = rows;
    return { message: joinedBytes(answer.parts), error, callId, intentSeq };
  };
}

/** The request as a client would send it, through the same scan. */
function readRequest(tool: string, argumentsJson: string) {
  const name = JSON.stringify(tool);
  const text = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":${name},"arguments":${argumentsJson}}}`;
  const bytes = Buffer.from(text);
  try {
    const root = scanJson(bytes, requestLimits);
    const members = root.members?.get('params')?.members;
    if (members?.size !== 2 || root.members?.size !== 4) throw new Error('more than one value');
    return readMessage(bytes, root);
  } catch (cause) {
    throw new AppError('invalid_params', 'The arguments are not one JSON object', { cause });
  }
}

/** The same log, which keeps in mind what the rows of one call were. */
function noticeRows(audit: AuditLog) {
  const seen: { callId: string; intentSeq: number | null } = { callId: '', intentSeq: null };
  const noticing: AuditLog = {
    intent: async (record, args, capture) => {
      const intent = await audit.intent(record, args, capture);
      seen.callId = intent.callId;
      seen.intentSeq = intent.seq;
      return intent;
    },
    denied: (record) => {
      seen.callId = record.call_id;
      return audit.denied(record);
    },
    outcome: (intent, record, result, capture) => audit.outcome(intent, record, result, capture),
    event: (record) => audit.event(record),
    assertWritable: () => audit.assertWritable(),
    get state() {
      return audit.state;
    },
    subscribe: (listener) => audit.subscribe(listener),
    close: () => audit.close(),
  };
  return {
    audit: noticing,
    get callId() {
      return seen.callId;
    },
    get intentSeq() {
      return seen.intentSeq;
    },
  };
}
