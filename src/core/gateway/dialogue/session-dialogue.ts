import { AppError } from '../../../shared/errors.ts';
import type { CallSubject } from '../../audit/record.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { ServerRequest } from '../../upstream/connection.ts';
import type { GatewayDeps } from '../deps.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import type { ClientAnswer, Session } from '../exchange/session.ts';
import { parsedParams } from '../message/parsed-params.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { type Dialogue, maxRounds, notAccepted } from './dialogue.ts';
import {
  inputResponses,
  type Question,
  type RoundParams,
  readInputRequired,
} from './input-required.ts';
import { QuestionRows } from './question-rows.ts';

const cancelledElicitation = Buffer.from('{"action":"cancel"}');

/** A client of the session era is asked by requests of our own, whatever the server's era; its call stays one exchange. */
export class SessionDialogue implements Dialogue {
  readonly request: ItemRequest;
  readonly #deps: GatewayDeps;
  readonly #session: Session;
  readonly abilities: ClientAbilities;
  readonly #rows: QuestionRows;
  #round: number;

  constructor(
    deps: GatewayDeps,
    request: ItemRequest,
    session: Session,
    subject: CallSubject,
    abilities: ClientAbilities,
  ) {
    this.#deps = deps;
    this.request = request;
    this.#session = session;
    this.abilities = abilities;
    this.#rows = new QuestionRows(deps.audit, subject);
    this.#round = subject.round;
  }

  asked(question: ServerRequest): void {
    this.#ask(question, question.signal).then(
      (answer) => {
        if (answer.kind === 'result') question.respond(answer.result);
        else question.refuse(answer.code, answer.message);
      },
      () => question.refuse(-32_603, 'The client did not answer'),
    );
  }

  async inputRequired(result: Uint8Array, round: number): Promise<RoundParams> {
    if (round >= maxRounds) throw new AppError('upstream_protocol');
    this.#round = round;
    const { questions, state } = readInputRequired(result);
    if (questions.length === 0) return { state };
    const { signal } = this.request;
    const answers = await Promise.all(
      questions.map(async (question) => {
        const answer = await this.#ask(question, signal);
        return [question.key, resultOf(question, answer)] as const;
      }),
    );
    return { responses: inputResponses(new Map(answers)), state };
  }

  async present(): Promise<void> {}

  finished(): void {}

  async #ask(question: Omit<Question, 'key'>, signal: CancelSignal): Promise<ClientAnswer> {
    const params = parsedParams(question.params);
    const refusal = this.abilities.refusalOf(question.method, params);
    if (refusal !== null) {
      await this.#rows.denied(this.#round, question.method, refusal);
      return { kind: 'error', ...notAccepted };
    }
    await this.#rows.relayed(this.#round, [question]);
    const { exchange, serverId } = this.request;
    this.#deps.pageVisits.asked(serverId, this.#session, params);
    const answer = await this.#deps.clientRequests
      .ask(exchange, this.#session, question, signal)
      .catch(async (error: unknown) => {
        await this.#rows.answered(this.#round, 'expired', 0);
        throw error;
      });
    const how = answer.kind === 'result' ? 'answered' : 'refused';
    const bytes = answer.kind === 'result' ? answer.result.length : 0;
    await this.#rows.answered(this.#round, how, bytes);
    return answer;
  }
}

/** What stands for an answer in a round: an error has no place there, but a form can be cancelled. */
function resultOf({ method }: Question, answer: ClientAnswer): Uint8Array {
  if (answer.kind === 'result') return answer.result;
  if (method === 'elicitation/create' && answer.code !== notAccepted.code) {
    return cancelledElicitation;
  }
  throw new AppError('cancelled', 'The client did not answer what the server asked');
}
