import { AppError } from '../../../shared/errors.ts';
import type { CallSubject } from '../../audit/record.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { Cancellation } from '../../cancellation.ts';
import type { JsonNode } from '../../json/json-node.ts';
import type { ServerRequest } from '../../upstream/connection.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { type Message, resultMessage } from '../message/message.ts';
import { parsedParams } from '../message/parsed-params.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { type Dialogue, notAccepted } from './dialogue.ts';
import {
  inputRequiredResult,
  type Question,
  readInputRequired,
  withState,
} from './input-required.ts';
import { QuestionRows } from './question-rows.ts';
import type { HeldCall } from './rounds.ts';

/** Questions that come so close together are one round: nobody answers faster. */
const gatherMs = 20;

/** What it works with, of what handlers are given. */
interface DialogueDeps extends Pick<GatewayDeps, 'clock' | 'log' | 'rounds'> {
  readonly audit: Pick<GatewayDeps['audit'], 'event'>;
}

interface LiveRequest extends ItemRequest {
  exchange: Exchange;
  message: Message;
  progressToken: JsonNode | null;
}

/**
 * A client of the stateless era is asked in a result and comes back with the same request. To a server without sessions that is
 * a request of its own. A call at a server of the session era stays open meanwhile: the client that comes back is given what
 * becomes of it, and it never runs twice.
 */
export class StatelessDialogue implements Dialogue, HeldCall {
  readonly request: LiveRequest;
  readonly #deps: DialogueDeps;
  readonly #callId: string;
  readonly abilities: ClientAbilities;
  readonly #rows: QuestionRows;
  readonly #abort = new Cancellation();
  /** What the server waits for, by the keys that the client was or will be shown. */
  readonly #questions = new Map<string, ServerRequest>();
  #lastKey = 0;
  #round: number;
  /** Set while no client waits: resolves when one does, or when none will. */
  #absence: PromiseWithResolvers<void> | null = null;
  /** Set while a client that came back waits: resolves when it was answered. */
  #turn: PromiseWithResolvers<void> | null = null;
  #release: () => void = () => undefined;
  #isPutting = false;
  #isOver = false;

  constructor(
    deps: DialogueDeps,
    request: ItemRequest,
    subject: CallSubject,
    abilities: ClientAbilities,
  ) {
    this.#deps = deps;
    this.#callId = subject.call_id;
    this.#round = subject.round;
    this.abilities = abilities;
    this.#rows = new QuestionRows(deps.audit, subject);
    this.request = { ...request, signal: this.#abort.signal };
    this.#follow(request.signal);
  }

  asked(question: ServerRequest): void {
    const refusal = this.abilities.refusalOf(question.method, parsedParams(question.params));
    if (refusal === null) {
      const key = String(++this.#lastKey);
      this.#questions.set(key, question);
      question.signal.addEventListener('abort', () => this.#questions.delete(key));
      this.#putSoon();
      return;
    }
    const refuse = () => question.refuse(notAccepted.code, notAccepted.message);
    this.#rows.denied(this.#round, question.method, refusal).then(refuse, refuse);
  }

  async inputRequired(result: Uint8Array, round: number): Promise<null> {
    const { questions, state } = readInputRequired(result);
    for (const { method, params } of questions) {
      const refusal = this.abilities.refusalOf(method, parsedParams(params));
      if (refusal === null) continue;
      // The server was told what it may ask for, and asks for more.
      await this.#rows.denied(round, method, refusal);
      throw new AppError('upstream_protocol');
    }
    await this.#rows.relayed(round, questions);
    const next = { callId: this.#callId, round: round + 1, state, held: null };
    const { exchange, message } = this.request;
    const handle = this.#deps.rounds.open(this.request, next, () => this.#expired(round));
    exchange.respond(resultMessage(message.id, withState(result, handle)));
    return null;
  }

  present(): Promise<void> {
    return this.#absence?.promise ?? Promise.resolve();
  }

  finished(): void {
    this.#isOver = true;
    this.#deps.rounds.forget(this);
    this.#release();
    this.#turn?.resolve();
  }

  async resume(request: ItemRequest, round: number): Promise<boolean> {
    this.#release();
    const given = answersIn(request.message);
    const answered = [...this.#questions].flatMap(([key, question]) => {
      const answer = given.get(key);
      return answer === undefined ? [] : [{ key, question, answer }];
    });
    const bytes = answered.reduce((sum, { answer }) => sum + answer.length, 0);
    try {
      await this.#rows.answered(round, 'answered', bytes);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    this.request.exchange = request.exchange;
    this.request.message = request.message;
    this.request.progressToken = request.progressToken;
    this.#round = round;
    this.#turn = Promise.withResolvers();
    this.#follow(request.signal);
    this.#absence?.resolve();
    this.#absence = null;
    for (const { key, question, answer } of answered) {
      this.#questions.delete(key);
      question.respond(answer);
    }
    // What it did not answer, it is asked again.
    if (this.#questions.size > 0) this.#putSoon();
    await this.#turn.promise;
    return true;
  }

  end(reason: AppError): void {
    this.#abort.abort(reason);
    this.#absence?.resolve();
    this.#absence = null;
  }

  /** Ends a call that is under way for what we could not do: it reached the server, and is cancelled there. */
  #fail(error: unknown): void {
    const { code, message, data } = error instanceof AppError ? error : new AppError('internal');
    this.end(new AppError(code, message, { data: { ...data, sent: 'whole', cause: 'cancelled' } }));
  }

  /** Questions that come together are put together. */
  #putSoon(): void {
    if (this.#isPutting || this.#absence !== null) return;
    this.#isPutting = true;
    this.#deps.clock.after(gatherMs, () => {
      this.#put().catch((error: unknown) => this.#fail(error));
    });
  }

  async #put(): Promise<void> {
    const asked: Question[] = [...this.#questions].map(([key, { method, params }]) => ({
      key,
      method,
      params,
    }));
    await this.#rows.relayed(this.#round, asked);
    this.#isPutting = false;
    const left = asked.filter(({ key }) => this.#questions.has(key));
    if (this.#isOver || this.#abort.signal.aborted) return;
    if (left.length === 0) {
      // What came meanwhile found this put under way.
      if (this.#questions.size > 0) this.#putSoon();
      return;
    }
    const { exchange, message } = this.request;
    const next = { callId: this.#callId, round: this.#round + 1, state: null, held: this };
    const handle = this.#deps.rounds.open(this.request, next, () => this.#expired(this.#round));
    // From here on only the token or the engine can end it, or ten minutes of silence.
    this.#release = exchange.outlive((reason) => this.end(reason));
    this.#absence = Promise.withResolvers();
    exchange.respond(resultMessage(message.id, [inputRequiredResult(left, handle)]));
    this.#turn?.resolve();
  }

  #expired(round: number): void {
    this.#rows
      .answered(round, 'expired', 0)
      .catch((error: unknown) => this.#deps.log.warn('rounds.unrecorded', { error: String(error) }))
      .finally(() => this.end(new AppError('cancelled')));
  }

  #follow(signal: CancelSignal): void {
    if (signal.aborted) this.#abort.abort(signal.reason);
    signal.addEventListener('abort', () => this.#abort.abort(signal.reason), { once: true });
  }
}

/** The answers of a request that came back, by the keys of their questions. */
function answersIn(message: Message): ReadonlyMap<string, Uint8Array> {
  const responses = message.params?.members?.get('inputResponses')?.members ?? new Map();
  const answers = new Map<string, Uint8Array>();
  for (const [key, node] of responses) {
    if (node.type === 'object') answers.set(key, message.bytes.subarray(node.start, node.end));
  }
  return answers;
}
