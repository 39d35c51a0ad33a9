import { AppError } from '../../../shared/errors.ts';
import type { CallSubject } from '../../audit/record.ts';
import { resultLimits, scanJson } from '../../json/scan.ts';
import type { GatewayDeps } from '../deps.ts';
import { readInputRequired } from '../dialogue/input-required.ts';
import { abilitiesOf } from '../dialogue/open-dialogue.ts';
import { QuestionRows } from '../dialogue/question-rows.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { parsedParams } from '../message/parsed-params.ts';

/**
 * What a task of the stateless era asks of the client stands in the task itself. It passes as far as the same question in a result
 * would (UP-15). @throws AppError `upstream_protocol` for what the client does not accept, after its row.
 */
export async function passQuestions(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  result: Uint8Array,
): Promise<void> {
  if (scanJson(result, resultLimits).members?.has('inputRequests') !== true) return;
  const { questions } = readInputRequired(result);
  const { refusalOf } = abilitiesOf(deps, request);
  const rows = new QuestionRows(deps.audit, subject);
  for (const { method, params } of questions) {
    const refusal = refusalOf(method, parsedParams(params));
    if (refusal === null) continue;
    await rows.denied(subject.round, method, refusal);
    throw new AppError('upstream_protocol');
  }
  await rows.relayed(subject.round, questions);
}
