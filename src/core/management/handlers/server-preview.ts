import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError, toWire } from '../../../shared/errors.ts';
import { maskServer } from '../../registry/masked-entry.ts';
import type { RegistryChange } from '../../registry/snapshot.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, toView } from './context.ts';
import { prepareEntry } from './server-edits.ts';
import { targetOf } from './server-target.ts';

type Preview = GroupHandlers<'servers', Operator>['preview'];

/** The exact command before it is saved: what `add` would make of an entry, without making it (MG-4). */
export function serverPreview({ services, editor }: HandlerContext): Preview {
  return async ({ id, entry, secrets }) => {
    const prepared = prepareEntry(id, { ...entry }, secrets);
    const storedSecrets = [...prepared.secrets.keys()];
    const nothing = { command: [], line: '', found: null, searched: [], storedSecrets };
    let change: RegistryChange | null;
    try {
      change = await editor.check(prepared.edits);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...nothing, problem: toView(toWire(error)) };
    }
    const { servers, broken } = change?.after ?? services.registry.current;
    const saved = servers.get(id);
    const problem = toView(broken.get(id) ?? null);
    if (saved === undefined) return { ...nothing, problem };
    const { command, line } = targetOf(maskServer(saved));
    if (saved.transport !== 'stdio') return { ...nothing, command, line, problem };
    const { found, searched } = await services.findCommand(saved.command, saved.cwd);
    return { command, line, found, searched, storedSecrets, problem };
  };
}
