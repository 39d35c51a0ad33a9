import { AppError } from '../../../shared/errors.ts';
import type { CallSubject } from '../../audit/record.ts';
import type { BudgetSlot } from '../../policy/budget.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import type { RoundParams } from '../dialogue/input-required.ts';
import { abilitiesOf, openDialogue } from '../dialogue/open-dialogue.ts';
import type { Claim } from '../dialogue/rounds.ts';
import { answerRefusal } from '../exchange/answer-refusal.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { failureOf } from './call-failure.ts';
import { subjectOf } from './call-subject.ts';
import { recordedRefusal } from './recorded-refusal.ts';
import { relayRound } from './relay-round.ts';

/**
 * What follows a decision, for every kind of item: take budget -> intent durable -> ask the server -> outcome queued -> answer; and
 * again for each round in which the server asks the client first.
 * Nothing goes upstream before the intent is on disk; no answer goes out before its row is queued.
 * @returns whether the server did what was asked.
 * @throws AppError for whatever refuses the request, after its row; the dispatcher answers with it.
 */
export function carryOut(deps: GatewayDeps, request: ItemRequest): Promise<boolean> {
  const policy = deps.policy();
  const { decision, refusal } = request.judge(policy);
  let claim: Claim | null = null;
  let refused = refusal;
  try {
    claim = deps.rounds.claim(request);
  } catch (error) {
    refused ??= failureOf(error).error;
  }
  const subject = subjectOf(deps, request, decision, claim);
  if (refused !== null) {
    // What a person answered is good for another try, as long as nothing was sent.
    if (claim?.held) claim.held.end(new AppError('cancelled'));
    else claim?.giveBack();
    return refuse(deps, subject, refused);
  }
  if (claim !== null && claim.held !== null) return claim.held.resume(request, claim.round);

  const { serverId, kind, item, signal } = request;
  const tool = kind === 'tool' ? item : null;
  let slot: BudgetSlot | Promise<BudgetSlot>;
  try {
    slot = deps.budget.takeBudget(policy, subject.client, serverId, tool, signal);
  } catch (error) {
    return refuseForBudget(deps, subject, claim, error);
  }
  return slot instanceof Promise
    ? afterQueue(deps, request, subject, claim, slot)
    : converse(deps, request, subject, claim, slot);
}

async function afterQueue(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  claim: Claim | null,
  waiting: Promise<BudgetSlot>,
): Promise<boolean> {
  let slot: BudgetSlot;
  try {
    slot = await waiting;
  } catch (error) {
    return refuseForBudget(deps, subject, claim, error);
  }
  return converse(deps, request, subject, claim, slot);
}

async function refuse(deps: GatewayDeps, subject: CallSubject, refusal: AppError): Promise<never> {
  throw await recordedRefusal(deps, subject, refusal);
}

/** Told to try again later, a client comes back with the answers that a person gave. */
function refuseForBudget(
  deps: GatewayDeps,
  subject: CallSubject,
  claim: Claim | null,
  error: unknown,
): Promise<never> {
  claim?.giveBack();
  return refuse(deps, subject, failureOf(error).error);
}

function isOutdated(deps: GatewayDeps, { revision }: CallSubject): boolean {
  return deps.policy().snapshot.revision !== revision;
}

/**
 * Whoever waited, in a queue or for a person, is judged by what holds now (PO-9).
 * @throws AppError for what is refused by now, after its row.
 */
async function judgeAgain(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  next: RoundParams | null,
): Promise<void> {
  const policy = deps.policy();
  const { decision, refusal } = request.judgeNow(policy);
  subject.rule = decision.rule;
  subject.revision = decision.revision;
  subject.registry_sha256 = policy.snapshot.sha256;
  if (refusal === null) return;
  next?.giveBack?.();
  throw await recordedRefusal(deps, subject, refusal);
}

/** Rounds of one call, until there is an answer or the client has to come back for it; gives the slot back then. */
async function converse(
  deps: GatewayDeps,
  request: ItemRequest,
  subject: CallSubject,
  claim: Claim | null,
  slot: BudgetSlot,
): Promise<boolean> {
  let dialogue: Dialogue | null = null;
  let asking = request;
  let next: RoundParams | null = claim;
  try {
    const abilities = abilitiesOf(deps, request);
    // Most clients are asked nothing, most servers ask nothing.
    if (abilities.capabilities !== null) {
      dialogue = openDialogue(deps, request, subject, abilities);
      asking = dialogue?.request ?? request;
    }
    for (; ; subject.round++) {
      if (isOutdated(deps, subject)) await judgeAgain(deps, asking, subject, next);
      const reply = await relayRound(deps, asking, subject, dialogue, next, slot.queuedUs);
      if (typeof reply === 'boolean') return reply;
      dialogue ??= openDialogue(deps, request, subject, abilities);
      if (dialogue === null) throw new AppError('upstream_protocol');
      next = await dialogue.inputRequired(reply, subject.round);
      if (next === null) return false;
    }
  } catch (error) {
    if (asking.message === request.message) throw error;
    // The dispatcher knows the first message alone.
    answerRefusal(deps.log, asking.exchange, asking.message, error);
    return false;
  } finally {
    dialogue?.finished();
    slot.release();
  }
}
