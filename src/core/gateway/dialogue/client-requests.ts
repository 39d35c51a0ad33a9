import { randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { exactText, textOf } from '../../json/scan.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ClientAnswer, Session } from '../exchange/session.ts';
import type { Message } from '../message/message.ts';
import type { Question } from './input-required.ts';

/** How long a person may take to answer (DESIGN: rounds). */
export const answerTimeMs = 600_000;

/** Requests of servers to clients of the session era, under ids of our own: an answer counts only in the session that was asked. */
export class ClientRequests {
  readonly #clock: Clock;
  readonly #prefix = randomBytes(9).toString('base64url');
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Asks over the stream of the request that it belongs to, else over the session's GET stream.
   * @param signal aborted when an answer would reach nobody: the client is told, if it was asked.
   * @throws AppError `cancelled` when the client cannot be reached or does not answer in time; the signal's reason.
   */
  ask(
    exchange: Exchange,
    session: Session,
    { method, params }: Omit<Question, 'key'>,
    signal: CancelSignal,
  ): Promise<ClientAnswer> {
    const id = `"${this.#prefix}-${++this.#last}"`;
    const own = params === null ? '' : `,"params":${Buffer.from(params).toString()}`;
    const message = Buffer.from(
      `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)}${own}}`,
    );
    const say = (bytes: Uint8Array): boolean => {
      if (!exchange.connected) return session.notify(bytes);
      exchange.notify(bytes);
      return exchange.connected;
    };
    return new Promise((resolve, reject) => {
      if (signal.aborted || !say(message)) {
        reject(signal.aborted ? signal.reason : new AppError('cancelled'));
        return;
      }
      let timer: Timer | null = null;
      const settle = () => {
        timer?.cancel();
        signal.removeEventListener('abort', aborted);
        session.asked.delete(id);
      };
      const takeBack = (reason: unknown) => {
        settle();
        say(
          Buffer.from(
            `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${id}}}`,
          ),
        );
        reject(reason);
      };
      const aborted = () => takeBack(signal.reason);
      timer = this.#clock.after(answerTimeMs, () => takeBack(new AppError('cancelled')));
      signal.addEventListener('abort', aborted);
      session.asked.set(id, (answer) => {
        settle();
        resolve(answer);
      });
    });
  }
}

/** Hands a response of a client to whoever asked it in this session; false when nobody did. */
export function takeAnswer(session: Session, message: Message, root: JsonNode): boolean {
  const waiting = session.asked.get(message.id);
  if (waiting === undefined) return false;
  waiting(readAnswer(message.bytes, root));
  return true;
}

function readAnswer(bytes: Uint8Array, root: JsonNode): ClientAnswer {
  const result = root.members?.get('result');
  if (result?.type === 'object') {
    return { kind: 'result', result: bytes.subarray(result.start, result.end) };
  }
  const members = root.members?.get('error')?.members;
  const code = members?.get('code');
  const text = members?.get('message');
  const number = code?.type === 'number' ? Number(exactText(bytes, code)) : 0;
  return {
    kind: 'error',
    code: Number.isSafeInteger(number) && number !== 0 ? number : -32_603,
    message: text?.type === 'string' ? textOf(bytes, text).slice(0, 1_024) : 'Internal error',
  };
}
