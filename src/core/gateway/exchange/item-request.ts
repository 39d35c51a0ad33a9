import { AppError } from '../../../shared/errors.ts';
import type { CallSubject, ItemKind } from '../../audit/record.ts';
import type { CancelSignal } from '../../cancellation.ts';
import type { JsonNode } from '../../json/json-node.ts';
import type { Part } from '../../json/parts.ts';
import type { CompiledPolicy } from '../../policy/compiled-policy.ts';
import { type Decision, decide, type Target } from '../../policy/decide.ts';
import type { Definition } from '../../state/definition.ts';
import type { Message } from '../message/message.ts';
import type { Exchange } from './exchange.ts';

/** One request of a client for one item of one server, resolved: what `carryOut` has to know of it, whatever its method. */
export interface ItemRequest {
  readonly exchange: Exchange;
  readonly message: Message;
  /** Aborted by `notifications/cancelled`, by the end of the token and by the engine's stop. */
  readonly signal: CancelSignal;
  /** As rows name it. */
  readonly kind: ItemKind;
  /** Empty when it names no registered server. */
  readonly serverId: string;
  /** The item's own name, or URI: what rows and rules are keyed on. */
  readonly item: string;
  /** The approved definition that stands behind it, or null. */
  readonly definition: Definition | null;
  /** Why the server could not be read, when that was tried: recorded as an outcome, and answered. */
  readonly failure: AppError | null;
  /** What rows digest: the exact bytes that are the caller's own. */
  readonly args: Uint8Array;
  readonly progressToken: JsonNode | null;
  /** What the rules say of it as it was resolved. */
  readonly judge: (policy: CompiledPolicy) => Judgement;
  /** What they say of it as it stands now: after a wait, in which rules may have changed, and the item too (PO-9, UP-3). */
  readonly judgeNow: (policy: CompiledPolicy) => Judgement;
  /** Sees the server's result before the client does. @throws AppError where it is not to have it. */
  readonly answered?:
    | ((result: Uint8Array, subject: CallSubject) => void | Promise<void>)
    | undefined;
  /** The params as they go upstream, with our own progress token where the client gave one. */
  upstreamParams(progressToken: string | null): Part[];
}

/** One decision, and why the request ends with it, or null. */
export interface Judgement {
  readonly decision: Decision;
  readonly refusal: AppError | null;
}

/** What resolving found, of what a refusal depends on. */
export interface Resolved {
  readonly kind: 'tool' | 'prompt' | 'resource' | 'task';
  /** Empty when it names no registered server. */
  readonly serverId: string;
  /** The item's own name, or its URI in normal form. */
  readonly item: string;
  /** There is such an item, or nobody knows yet. */
  readonly isKnown: boolean;
  /** It waits for a person's review. */
  readonly isWithheld: boolean;
}

/** @param asked the item's name as the client gave it. */
export function judgementOf(
  policy: CompiledPolicy,
  clientId: string,
  target: Target,
  asked: string,
  found: Resolved,
): Judgement {
  const decision = decide(policy, clientId, target);
  return { decision, refusal: refusalOf(asked, found, decision) };
}

/**
 * What the client is told when a rule, a pin or an unknown name ends the request; null when nothing does.
 */
function refusalOf(asked: string, found: Resolved, decision: Decision): AppError | null {
  const { kind, serverId: server, item } = found;
  if (decision.hidden || !found.isKnown) {
    return new AppError('invalid_params', `Unknown ${kind}: ${asked}`);
  }
  if (decision.effect !== 'allow') {
    const { rule, revision, message } = decision;
    // Nobody can be asked here, so "ask" ends like "deny".
    return new AppError('policy_denied', message || 'Denied by policy.', {
      data: { rule, revision },
    });
  }
  if (found.isWithheld) {
    return new AppError('review_pending', undefined, { data: { server, [kind]: item } });
  }
  return null;
}
