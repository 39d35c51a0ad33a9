import type { Clock } from '../../clock.ts';
import type { Part } from '../../json/parts.ts';
import { resultLimits, scanJson } from '../../json/scan.ts';
import type { PendingRequest } from './pending.ts';
import type { ServerCounters } from './server-counters.ts';

/** What a server may ask of a client (specification 2025-11-25: Client Features). */
const askable: ReadonlySet<string> = new Set([
  'elicitation/create',
  'sampling/createMessage',
  'roots/list',
]);
/** Questions of one call that may be open at once: a person answers them one by one. */
const openPerCall = 16;

const methodNotFound = -32_601;
const invalidRequest = -32_600;
/** For a question whose call is over: there is nobody left to answer. */
const nobodyLeft = -32_000;

export interface ServerRequestsOptions {
  clock: Clock;
  counters: ServerCounters;
  /** Sends one JSON-RPC message, or drops it when the server is gone. */
  send: (message: readonly Part[]) => void;
  /** Lets the deadline of a call run again, for this long. */
  arm: (call: PendingRequest, remainingMs: number) => void;
}

/** A request of the server as it arrived. Slices are views into the message. */
export interface ReceivedRequest {
  /** The id's exact bytes: it goes back as it came. */
  readonly id: Uint8Array;
  readonly method: string;
  readonly params: Uint8Array | null;
}

interface Question {
  readonly call: PendingRequest;
  readonly controller: AbortController;
}

/** A call that waits for somebody: its deadline stands still. */
interface Hold {
  questions: number;
  readonly remainingMs: number;
}

/**
 * The requests of one server to us. A ping is answered; elicitation, sampling and roots go to the call that they belong to, when
 * it can be asked; everything else is refused and counted (UP-15).
 */
export class ServerRequests {
  readonly #options: ServerRequestsOptions;
  /** By the exact text of the server's id. */
  readonly #open = new Map<string, Question>();
  readonly #holds = new Map<PendingRequest, Hold>();

  constructor(options: ServerRequestsOptions) {
    this.#options = options;
  }

  /** @param call the outstanding call that the request belongs to, if there is one. */
  received({ id, method, params }: ReceivedRequest, call: PendingRequest | undefined): void {
    const idText = Buffer.from(id).toString('utf8');
    if (method === 'ping') {
      this.#answer(idText, 'result', Buffer.from('{}'));
      return;
    }
    const asked = call?.request.asked;
    if (call === undefined || asked === undefined || !askable.has(method)) {
      this.#refuse(idText, method, methodNotFound, 'Method not found');
      return;
    }
    if (this.#open.has(idText) || (this.#holds.get(call)?.questions ?? 0) >= openPerCall) {
      this.#refuse(
        idText,
        method,
        invalidRequest,
        'This id is in use, or too much is asked at once',
      );
      return;
    }
    const controller = new AbortController();
    this.#open.set(idText, { call, controller });
    this.#hold(call);
    asked({
      method,
      params,
      signal: controller.signal,
      respond: (result) => {
        if (this.#close(idText, controller)) this.#answer(idText, 'result', result);
      },
      refuse: (code, message) => {
        if (this.#close(idText, controller)) this.#answer(idText, 'error', errorOf(code, message));
      },
    });
  }

  /** `notifications/cancelled` of the server: it no longer wants an answer. Anything else in it is ignored. */
  takenBack(params: Uint8Array | null): void {
    if (params === null || this.#open.size === 0) return;
    const requestId = scanJson(params, resultLimits).members?.get('requestId');
    if (requestId === undefined) return;
    const idText = Buffer.from(params).toString('utf8', requestId.start, requestId.end);
    const question = this.#open.get(idText);
    if (question === undefined || !this.#close(idText, question.controller)) return;
    question.controller.abort();
  }

  /** The call is settled, whatever came of it: what it still asked is answered with an error, and taken back here. */
  callEnded(call: PendingRequest): void {
    if (this.#holds.size === 0 || !this.#holds.delete(call)) return;
    for (const [idText, question] of [...this.#open]) {
      if (question.call !== call) continue;
      this.#open.delete(idText);
      this.#answer(idText, 'error', errorOf(nobodyLeft, 'The call that it belonged to is over'));
      question.controller.abort();
    }
  }

  #hold(call: PendingRequest): void {
    const hold = this.#holds.get(call);
    if (hold !== undefined) {
      hold.questions++;
      return;
    }
    call.timer?.cancel();
    const remainingMs = Math.max(0, (call.dueUs - this.#options.clock.monoUs()) / 1_000);
    this.#holds.set(call, { questions: 1, remainingMs });
  }

  /** True when the question was open until now. The deadline of its call runs again after the last one. */
  #close(idText: string, controller: AbortController): boolean {
    const question = this.#open.get(idText);
    if (question?.controller !== controller) return false;
    this.#open.delete(idText);
    const hold = this.#holds.get(question.call);
    if (hold !== undefined && --hold.questions === 0) {
      this.#holds.delete(question.call);
      this.#options.arm(question.call, hold.remainingMs);
    }
    return true;
  }

  #refuse(idText: string, method: string, code: number, message: string): void {
    this.#options.counters.refused(method);
    this.#answer(idText, 'error', errorOf(code, message));
  }

  #answer(idText: string, member: 'result' | 'error', value: Uint8Array): void {
    const head = `{"jsonrpc":"2.0","id":${idText},"${member}":`;
    this.#options.send([Buffer.from(head), value, Buffer.from('}')]);
  }
}

function errorOf(code: number, message: string): Uint8Array {
  return Buffer.from(JSON.stringify({ code, message }));
}
