import type { GroupHandlers } from '../../../shared/contract.ts';
import { accessChange } from '../../../shared/contract-access.ts';
import { describeChange } from '../../registry/difference.ts';
import type { RegistrySnapshot } from '../../registry/snapshot.ts';
import { describeAccess } from '../access/access-changes.ts';
import { editsBackTo } from '../access/access-undo.ts';
import type { Operator } from '../dispatch.ts';
import { toRegistryEdits } from './access-edits.ts';
import type { HandlerContext } from './context.ts';

/** What access was before, and the way back to it. */
export function accessHistory({
  services,
  editor,
}: HandlerContext): Pick<GroupHandlers<'access', Operator>, 'history' | 'undo'> {
  const { registry, history, definitions } = services;
  return {
    history: async ({ before, limit }) => {
      const entries = history.latest(limit, before);
      return {
        entries: entries.map(({ revision, atUs, sha256, actor, lines, changes, text }) => ({
          revision,
          atUs,
          sha256,
          actor,
          lines: [...lines],
          // Written by this or an older version: what is not of today's form is left out.
          changes: changes.flatMap((change) => accessChange.safeParse(change).data ?? []),
          inForce: revision === registry.current.revision,
          restorable: text !== null,
        })),
        next: entries.length === limit ? (entries.at(-1)?.revision ?? null) : null,
      };
    },
    undo: async ({ to, expectedSha256, dryRun }, { actor }) => {
      const { edits, skipped } = editsBackTo(history.at(to), registry.current);
      const staged = (current: RegistrySnapshot) => toRegistryEdits(current, edits);
      const change = edits.length === 0 ? null : await editor.check(staged, expectedSha256);
      const changes = change === null ? [] : describeAccess(change, definitions);
      const lines = change === null ? [] : [...describeChange(change).lines];
      const { revision, sha256 } = registry.current;
      const shown = { edits, skipped, changes };
      if (dryRun || change === null) return { ...shown, revision, sha256, lines };
      return { ...shown, ...(await editor.edit(staged, actor, expectedSha256)) };
    },
  };
}
