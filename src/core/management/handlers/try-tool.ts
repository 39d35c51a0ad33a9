import type { GroupHandlers } from '../../../shared/contract.ts';
import { decide } from '../../policy/decide.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, requireClient, requireServer } from './context.ts';

type TryTool = GroupHandlers<'servers', Operator>['tryTool'];

/** What is shown of an answer; the rest is counted. */
const shownBytes = 262_144;

/** One real call in a client's place: its decision, its budget, its rows. */
export function tryTool(context: HandlerContext): TryTool {
  const { services, tasks } = context;
  return async ({ id, tool, client, arguments: argumentsJson, task }, { actor, signal }) => {
    requireServer(context, id);
    requireClient(context, client);
    const startUs = services.clock.monoUs();
    const { effect, rule, revision } = decide(services.policy(), client, { serverId: id, tool });
    const call = { actor, clientId: client, serverId: id, tool, argumentsJson };
    const { message, error, callId, intentSeq } = await tasks.run(task, signal, (ended) =>
      services.callAsOperator({ ...call, signal: ended }),
    );
    const durationMs = (services.clock.monoUs() - startUs) / 1_000;
    const answer: { result?: { isError?: unknown }; error?: unknown } = JSON.parse(
      Buffer.from(message).toString('utf8'),
    );
    const shown = Buffer.from(JSON.stringify(answer.result ?? answer.error ?? null, null, 2));
    return {
      outcome: outcomeOf(answer.result, error !== null && intentSeq === null),
      effect,
      rule,
      revision,
      text: new TextDecoder().decode(shown.subarray(0, shownBytes)),
      bytes: shown.length,
      durationMs,
      callId,
      seq: intentSeq ?? (await seqOf(context, callId)),
    };
  };
}

function outcomeOf(result: { isError?: unknown } | undefined, refused: boolean) {
  if (refused) return 'refused';
  if (result === undefined) return 'failed';
  return result.isError === true ? 'tool_error' : 'ok';
}

/** A denial's row is looked up: nothing waits for its number where it is written. */
async function seqOf({ services }: HandlerContext, callId: string): Promise<number | null> {
  if (callId === '') return null;
  const { rows } = await services.reader.query({ callId }, { limit: 1 });
  return rows[0]?.seq ?? null;
}
