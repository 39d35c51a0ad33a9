import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Definition, type DefinitionKind, definitionKinds } from '../../state/definition.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, requireServer } from './context.ts';

/** Names in one row: a row holds at most 64 KiB. */
const namesPerRow = 200;

/** Approves what a person has seen: everything that waits, or the names given; each on record before it is served. */
export function serverApproval(
  context: HandlerContext,
): GroupHandlers<'servers', Operator>['approve'] {
  const { definitions, audit } = context.services;
  return async ({ id, names, kind }, { actor }) => {
    requireServer(context, id);
    const chosen = (kind === undefined ? definitionKinds : [kind]).map((one) => ({
      kind: one,
      items: waitingOf(context, id, one).filter(({ name }) => names?.includes(name) ?? true),
    }));
    const found = new Set(chosen.flatMap(({ items }) => items.map(({ name }) => name)));
    const unknown = names?.filter((name) => !found.has(name)) ?? [];
    if (unknown.length > 0)
      throw new AppError(
        'unknown_name',
        `Nothing to approve for ${unknown.slice(0, 10).join(', ')}`,
      );
    const approved: string[] = [];
    for (const { kind: one, items } of chosen) {
      for (let at = 0; at < items.length; at += namesPerRow) {
        const listed = items
          .slice(at, at + namesPerRow)
          .map(({ name, sha256 }) => ({ name, definition: sha256 }));
        const detail = { ...(one === 'tool' ? {} : { item_kind: one }), items: listed };
        await audit.event({ kind: 'pin.approved', actor, server: id, detail });
      }
      const wanted = items.map(({ name }) => name);
      if (wanted.length > 0) approved.push(...definitions.approve(id, wanted, one));
    }
    return { approved };
  };
}

function waitingOf(
  { services }: HandlerContext,
  serverId: string,
  kind: DefinitionKind,
): Definition[] {
  const { pending, changed } = services.definitions.of(serverId, kind);
  return [...new Map([...changed, ...pending]).values()];
}
